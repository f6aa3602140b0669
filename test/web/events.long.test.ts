import { connect, type Socket } from "node:net";
import { isRefusal, refuse } from "@frontdesk/shared/domain/change";
import type { Task } from "@frontdesk/shared/domain/task";
import { claim, release } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { expect, test } from "vitest";
import { newRepo } from "../contract/builders.ts";
import { createRandom } from "../contract/random.ts";
import { collectGarbage } from "../ingest/memory.ts";
import { type Events, openEvents } from "./open-events.ts";
import { type V1World, v1World } from "./v1-world.ts";

const MB = 1024 * 1024;
const LISTENERS = 200;
const TASKS = 60;
const VIEWERS = Array.from({ length: 8 }, (_, index) => `github:eve-${index}`);
const viewer = (index: number) => VIEWERS[index % VIEWERS.length]!;

/** So many changes of these tasks, each to a version that is higher than the one before. */
async function stir(it: V1World, tasks: readonly Task[], changes: number): Promise<Map<string, number>> {
  const newest = new Map<string, number>();
  for (let n = 0; n < changes; n++) {
    const { id } = tasks[n % tasks.length]!;
    const at = { now: new Date(), by: "test" };
    const ruled = await it.backend.tasks.update(id, (task) => {
      if (task.state !== "received") return refuse("state", task.state);
      return task.lease ? release({ ...task, attempts: 0 }, at) : claim({ ...task, attempts: 0 }, STAGES.triage, at);
    });
    if (isRefusal(ruled)) throw new Error(`${id}: ${ruled.why}`);
    newest.set(id, ruled.task.version);
  }
  return newest;
}

function hasSeen({ seen }: Pick<Events, "seen">, newest: Map<string, number>): boolean {
  return [...newest].every(([id, version]) => seen.tasks.get(id)?.version === version);
}

async function waitingTasks(it: V1World, title = "It crashes"): Promise<Task[]> {
  const repo = newRepo();
  for (const viewer of VIEWERS) it.grant(viewer, repo, "read");
  const tasks: Task[] = [];
  for (let issue = 1; issue <= TASKS; issue++) tasks.push(await it.task("received", { repo, issue, title }));
  return tasks;
}

test(`${LISTENERS} listeners that come and go in storms miss nothing, and leave nothing behind`, async () => {
  const it = await v1World();
  const tasks = await waitingTasks(it);
  const random = createRandom(20_261_120);
  let streams = await Promise.all(
    Array.from({ length: LISTENERS }, (_, index) => openEvents(it.as(viewer(index)), { keepText: false })),
  );
  const seen = streams.map((stream) => stream.seen.tasks);
  const used: number[] = [];
  for (let storm = 0; storm < 5; storm++) {
    const stirring = stir(it, tasks, 300);
    // In the midst of it, all lines break, and each comes back with the last id that it has.
    const lastIds = streams.map((stream) => stream.lastId());
    for (const stream of streams) stream.close();
    streams = await Promise.all(
      lastIds.map(async (lastId, index) => {
        await new Promise((resolve) => setTimeout(resolve, random.below(60)));
        return openEvents(it.as(viewer(index)), { lastId, keepText: false });
      }),
    );
    const newest = await stirring;
    for (const [index, stream] of streams.entries()) {
      await stream.until(() => hasSeenTogether(seen[index]!, stream, newest));
      for (const [id, row] of stream.seen.tasks) seen[index]!.set(id, row);
      expect(stream.seen.resets).toBe(0);
    }
    used.push(await collectGarbage());
  }
  console.log(
    "megabytes used after each storm:",
    used.map((bytes) => Math.round(bytes / MB)),
  );
  expect(Math.max(...used.slice(2)) - used[1]!).toBeLessThan(15 * MB);
  for (const stream of streams) stream.close();
});

test("who doesn't read takes no more than a bounded room, hinders nobody, and is told to begin anew", async () => {
  const it = await v1World({ pingEvery: 100_000 });
  // Long enough that what the network itself holds is soon full.
  const tasks = await waitingTasks(it, "日".repeat(1_000));
  const reader = await openEvents(it.as(viewer(0)), { keepText: false });
  const slow = await Promise.all(Array.from({ length: 10 }, () => openWithoutReading(it.url)));
  const before = await collectGarbage();
  const used: number[] = [];
  for (let round = 0; round < 4; round++) {
    const newest = await stir(it, tasks, 1_500);
    await reader.until(() => hasSeen(reader, newest));
    used.push(await collectGarbage());
  }
  console.log(
    "megabytes used:",
    [before, ...used].map((bytes) => Math.round(bytes / MB)),
  );
  expect(used.at(-1)! - used[0]!).toBeLessThan(10 * MB);
  // More tasks than wait for a slow reader: it has to begin anew.
  for (let issue = 1; issue <= 1_100; issue++)
    await it.task("received", { repo: tasks[0]!.source.repo, issue: 1_000 + issue });
  for (const one of slow) {
    const text = await one.readOn((read) => read.includes("event: reset"));
    expect(text).toContain("event: reset");
    one.socket.destroy();
  }
  reader.close();
});

function hasSeenTogether(before: Events["seen"]["tasks"], { seen }: Events, newest: Map<string, number>): boolean {
  return [...newest].every(([id, version]) => (seen.tasks.get(id) ?? before.get(id))?.version === version);
}

/** A stream whose bytes are left where they are until somebody wants to read on. */
async function openWithoutReading(url: string): Promise<{
  socket: Socket;
  readOn(until: (read: string) => boolean): Promise<string>;
}> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(`GET /v1/events HTTP/1.1\r\nhost: ${hostname}\r\nx-viewer: ${viewer(1)}\r\n\r\n`);
  socket.pause();
  return {
    socket,
    readOn(until) {
      return new Promise((resolve, reject) => {
        let read = "";
        socket.on("data", (chunk) => {
          read += chunk;
          if (until(read)) resolve(read);
        });
        socket.once("close", () => reject(new Error(`the stream ended after ${read.length} bytes`)));
        socket.resume();
      });
    },
  };
}
