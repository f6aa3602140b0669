import { createTaskCounts } from "@frontdesk/approval/web/v1/count-tasks";
import { listTasks } from "@frontdesk/approval/web/v1/list-tasks";
import { rightsOf } from "@frontdesk/approval/web/v1/rights";
import { createSeal } from "@frontdesk/approval/web/v1/seal";
import type { Viewer } from "@frontdesk/approval/web/viewer";
import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import { createMeters } from "@frontdesk/shared/telemetry/meters";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { AWAITING } from "../domain/sample-tasks.ts";
import { openEvents } from "./open-events.ts";
import { v1World } from "./v1-world.ts";

const PAGE = 100;

/** A store with so many tasks in each list that it is asked for, all of one repository. */
function manyTasks(each: (filter: TaskFilter) => number, onList: () => void = () => {}) {
  const read = { tasks: 0 };
  const list: TaskStore["list"] = async (filter, { limit, after }) => {
    const from = Number(after ?? 0);
    const count = Math.max(0, Math.min(limit, PAGE, each(filter) - from));
    read.tasks += count;
    onList();
    const at = (index: number) => new Date(1_780_000_000_000 - from - index);
    const tasks = Array.from({ length: count }, (_, index) => ({
      ...{ ...AWAITING, id: `acme.secret.${from + index + 1}.opened`, createdAt: at(index) },
    })) as Task[];
    return { tasks, ...(from + count < each(filter) && { next: String(from + count) }) };
  };
  return { read, tasks: { list, count: async () => ({}), get: async () => undefined } };
}

const viewerWho = (may: "none" | "read", id = "github:1"): Viewer => ({
  ...{ id, kind: "person", name: "eve", signedInBy: "github" },
  ...{ permission: async () => may, stillSignedIn: async () => true },
});

describe("what may not be seen", () => {
  test("costs no more to count than a list of it, however many there are, and not again at once", async () => {
    let now = new Date();
    const { read, tasks } = manyTasks(() => 2_500);
    const counts = createTaskCounts({ tasks, now: () => now });
    const eve = viewerWho("none");
    const ask = () => counts.of(eve, rightsOf(eve, AbortSignal.timeout(5_000)));
    const told = await ask();
    expect(Object.values(told.states).every((count) => count === 0)).toBe(true);
    // That there is more of it is not told, either.
    expect(told.upTo).toBeUndefined();
    expect(read.tasks).toBeLessThanOrEqual(2_200);
    const before = read.tasks;
    await ask();
    expect(read.tasks).toBe(before);
    counts.forget(eve.id);
    await ask();
    expect(read.tasks).toBeGreaterThan(before);
    now = new Date(now.getTime() + 16_000);
    const again = read.tasks;
    await ask();
    expect(read.tasks).toBeGreaterThan(again);
  });

  test("isn't read on for somebody who has left", async () => {
    const leaving = new AbortController();
    const { read, tasks } = manyTasks(
      () => 2_500,
      () => leaving.abort(new Error("left")),
    );
    const eve = viewerWho("none");
    const counted = createTaskCounts({ tasks, now: () => new Date() }).of(eve, rightsOf(eve, leaving.signal));
    await expect(counted).rejects.toThrow("left");
    expect(read.tasks).toBe(PAGE);
  });

  test("is told from what isn't there by nothing, however much of it there is, where its repository is named", async () => {
    const { tasks } = manyTasks(({ repo }) => (repo === "acme/secret" ? 2_500 : 0));
    const deps = { tasks, cursors: createSeal("k".repeat(32), "test"), log: silentLog, now: () => new Date() };
    const ask = (query: object) =>
      listTasks(
        { viewer: viewerWho("none"), query: { limit: 20, ...query }, signal: AbortSignal.timeout(5_000) } as never,
        deps,
      );
    for (const query of [{}, { q: "crash" }, { kind: "bug" }, { state: "parked,received" }]) {
      const [secret, nothing] = await Promise.all(
        ["acme/secret", "acme/nothing"].map((repo) => ask({ ...query, repo })),
      );
      expect(secret).toMatchObject({ is: "answer", isNothing: true, body: { tasks: [] } });
      expect(secret).toEqual(nothing);
    }
    expect(await ask({ q: "acme/secret#7000" })).toEqual(await ask({ q: "acme/nothing#7000" }));
  });
});

test("what can be seen is counted as far as it goes, and told where there is more", async () => {
  const { tasks } = manyTasks(({ state }) => (state === "posted" ? 700 : state === "parked" ? 500 : 0));
  const eve = viewerWho("read");
  const counts = createTaskCounts({ tasks, now: () => new Date() });
  const told = await counts.of(eve, rightsOf(eve, AbortSignal.timeout(5_000)));
  expect(told).toMatchObject({ states: { parked: 500, posted: 500, received: 0 }, upTo: 500 });
});

test("what changed while it was counted is counted the next time", async () => {
  let isThere = false;
  const { tasks } = manyTasks(({ state }) => (state === "posted" && isThere ? 1 : 0));
  const eve = viewerWho("read");
  const counts = createTaskCounts({ tasks, now: () => new Date() });
  const ask = async () => (await counts.of(eve, rightsOf(eve, AbortSignal.timeout(5_000)))).states.posted;
  const asked = ask();
  counts.forget(eve.id);
  await asked;
  isThere = true;
  expect(await ask()).toBe(1);
});

test("whoever is told of a change is told of the new counts", async () => {
  const it = await v1World();
  const first = await it.task("received");
  it.grant("github:grace", first.source.repo, "read");
  const grace = it.as("github:grace");
  const received = async () => (await grace.get("/v1/counts")).body.states.received;
  const events = await openEvents(grace);
  expect(await received()).toBe(1);
  const next = await it.task("received", { repo: first.source.repo, issue: 2 });
  await events.until(({ tasks }) => tasks.has(next.id));
  expect(await received()).toBe(2);
  events.close();
});

test("rights are asked about in a few repositories at once, however many there are numbers of", async () => {
  const it = await v1World();
  const meters = createMeters({ values: it.backend.values, log: silentLog, now: () => new Date() });
  for (let id = 1; id <= 60; id++) meters.add({ repo: { id, owner: "a", name: `r${id}` } }, "received");
  await meters.close();
  let [asking, most] = [0, 0];
  it.permissionOf("github:eve", async () => {
    asking += 1;
    most = Math.max(most, asking);
    await new Promise((resolve) => setImmediate(resolve));
    asking -= 1;
    return "none";
  });
  expect((await it.as("github:eve").get("/v1/stats")).status).toBe(200);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(8);
});

test("what somebody sends who has not signed in is not read", async () => {
  const it = await v1World();
  const headers = { "content-type": "application/json" };
  for (const body of ["{", JSON.stringify({ name: "x".repeat(600_000) })]) {
    const { status } = await fetch(`${it.url}/v1/keys`, { method: "POST", headers, body });
    expect(status).toBe(401);
  }
});
