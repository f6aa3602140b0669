import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type EventsDeps, watchDraft } from "@frontdesk/approval/web/v1/events";
import type { Viewer } from "@frontdesk/approval/web/viewer";
import type { Task } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import express, { type Request, type Response } from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { AWAITING } from "../domain/sample-tasks.ts";
import { eventually } from "../eventually.ts";

/** The stream of one draft, where what it waits for is held up until the test lets it go on. */
async function oneDraft({ follow = async () => () => {} }: { follow?: () => Promise<() => void> } = {}) {
  const gate = Promise.withResolvers<void>();
  const entered = { permission: 0, watch: 0, stopped: 0 };
  /** How often each of those who asked was asked whether they may stay. */
  const stays: number[] = [];
  const held = new Set<"permission" | "watch">();
  const closing = new AbortController();
  const task = { ...AWAITING, state: "triaged" } as unknown as Task;
  const deps: EventsDeps = {
    ...{ log: silentLog, streams: new Map<string, number>(), closing: closing.signal, pingEvery: 5 },
    tasks: { get: async () => task },
    values: {
      get: async () => undefined,
      watch: async () => {
        entered.watch += 1;
        if (held.has("watch")) await gate.promise;
        return () => {
          entered.stopped += 1;
        };
      },
    },
    counts: { forget: () => {} },
    feed: { follow, close: () => {}, listen: () => Promise.reject(new Error("not here")) },
  };
  const viewerFor = (index: number): Viewer => ({
    ...{ id: "github:1", kind: "person", name: "grace", signedInBy: "github" },
    permission: async () => {
      entered.permission += 1;
      if (held.has("permission")) await gate.promise;
      return "triage";
    },
    stillSignedIn: async () => {
      stays[index] = (stays[index] ?? 0) + 1;
      return true;
    },
  });
  const done: Promise<unknown>[] = [];
  const app = express().get("/live", (request: Request, response: Response) => {
    const viewer = viewerFor(done.length);
    const asked = { params: { id: task.id }, query: undefined, body: undefined, viewer, request, response };
    const watched = watchDraft({ ...asked, signal: AbortSignal.timeout(5_000) }, deps);
    done.push(watched.catch((error: unknown) => error));
  });
  const server = createServer(app as (request: IncomingMessage, response: ServerResponse) => void).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  onTestFinished(() => {
    closing.abort();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    ...{ deps, entered, stays, done, held, letGo: gate.resolve },
    async leaveAt(where: "permission" | "watch") {
      const leaving = new AbortController();
      const before = entered[where];
      const asked = fetch(`http://127.0.0.1:${port}/live`, { signal: leaving.signal }).catch(() => undefined);
      await eventually(async () => expect(entered[where]).toBeGreaterThan(before));
      const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
      leaving.abort();
      await asked;
      await eventually(async () => expect(await connections()).toBe(0));
    },
    ask: () => void fetch(`http://127.0.0.1:${port}/live`).catch(() => undefined),
  };
}

describe("whoever leaves while their stream is being opened", () => {
  test("leaves no watch, no listener, no pings and no count behind", async () => {
    const { entered, stays, done, held, deps, letGo, leaveAt, ask } = await oneDraft();
    held.add("watch");
    await leaveAt("watch");
    letGo();
    await Promise.all(done);
    await eventually(async () => expect(entered.stopped).toBe(1));
    expect(deps.streams.size).toBe(0);
    // With each ping it is asked whether they may stay: of somebody who is there many times, of who left never.
    ask();
    await eventually(async () => expect(stays[1]).toBeGreaterThan(5));
    expect(stays[0]).toBeUndefined();
  });

  test("is not counted, if they left before they were", async () => {
    const { done, held, deps, letGo, leaveAt, entered } = await oneDraft();
    held.add("permission");
    await leaveAt("permission");
    letGo();
    await Promise.all(done);
    expect(deps.streams.size).toBe(0);
    expect(entered.watch).toBe(0);
  });
});

test("where one of the two watches can't begin, the other one is stopped", async () => {
  const { entered, done, ask } = await oneDraft({ follow: () => Promise.reject(new Error("no store")) });
  ask();
  await eventually(async () => expect(done).toHaveLength(1));
  expect(await done[0]).toMatchObject({ message: "no store" });
  expect(entered).toMatchObject({ watch: 1, stopped: 1 });
});
