import { type Event, eventSchema } from "@frontdesk/shared/domain/events";
import { taskSchema } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect } from "vitest";
import { type ModelBackend, openModel } from "../contract/model-backend.ts";
import { createRandom } from "../contract/random.ts";
import { STRANGER } from "./fuzz-bodies.ts";
import { drawRequest, drawWild } from "./fuzz-requests.ts";
import { startIngest } from "./ingest-world.ts";
import { collectGarbage } from "./memory.ts";
import { openRaw } from "./send-raw.ts";

/** Requests on one connection. The last one may be broken as HTTP, too. */
const BATCH = 20;
const AT_A_TIME = 8;
/** So many batches are on one store; then it is a new one, so that what is measured is not what it has to keep. */
const ROUND = 250;
/** A crash is no status, and neither is 500: whatever comes in, it is somebody's fault but ours. */
const FINE = [100, 202, 400, 401, 404, 405, 408, 413, 415, 417, 431, 503, 200];

/**
 * Sends so many drawn requests. Throws at once where one has an answer that it mustn't have, says of which seed; what a
 * batch consists of depends on nothing else.
 */
export async function runFuzz(requests: number, seed: number) {
  let model: ModelBackend = await openModel();
  const wrong: Event[] = [];
  const publish = async (event: Event) => {
    if (isStrangers(event) || !eventSchema.safeParse(event).success) wrong.push(event);
  };
  const it = await startIngest({ tasks: storeOf(() => model), publish, timeouts: { headers: 3_000, request: 5_000 } });
  const statuses: { [status: number]: number } = {};
  const used: number[] = [];
  let mostResident = 0;
  let tasks = 0;

  const send = async (batch: number) => {
    const random = createRandom(seed + batch);
    if (random.below(20) === 0) model.faults.refuseNextWrite();
    const connection = openRaw(it.port);
    // One in a while is a number that was sent before.
    const number = () => 1 + batch * BATCH + random.below(BATCH + 2) - 2;
    for (let sent = 1; sent < BATCH; sent++) await connection.write(drawRequest(number(), random));
    await connection.answered(BATCH - 1);
    await connection.write(drawWild(number(), random));
    connection.socket.end();
    await connection.closed;
    for (const status of connection.statuses()) {
      expect(FINE, `an answer to the batch of seed ${seed + batch}`).toContain(status);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    for (const [, id = ""] of connection.received().matchAll(/"taskId":"([^"]+)"/g)) {
      tasks += 1;
      const { error } = taskSchema.safeParse(await model.tasks.get(id));
      expect(error, `task ${id}, of the batch of seed ${seed + batch}`).toBeUndefined();
    }
  };

  const batches = Math.ceil(requests / BATCH);
  for (let from = 0; from < batches; from += ROUND) {
    let next = from;
    const sendAll = async () => {
      while (next < Math.min(batches, from + ROUND)) await send(next++);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, sendAll));
    const { tasks: kept } = await model.tasks.list({ repo: `${STRANGER.owner.login}/${STRANGER.name}` }, { limit: 10 });
    expect(kept, "a stranger's tasks").toEqual([]);
    expect(wrong, "events of a stranger, or that nobody can read").toEqual([]);
    model = await openModel();
    it.forget();
    mostResident = Math.max(mostResident, process.memoryUsage.rss());
    used.push(collectGarbage());
  }
  expect(await it.health()).toBe(200);
  expect(await it.deliver("ping", { zen: "still here" })).toMatchObject({ status: 202 });
  return { statuses, tasks, used, mostResident };
}

function isStrangers(event: Event): boolean {
  return new RegExp(`\\b${STRANGER.id}\\b|\\b${STRANGER.owner.login}\\b`, "i").test(JSON.stringify(event));
}

function storeOf(model: () => ModelBackend): TaskStore {
  return {
    create: (...wanted) => model().tasks.create(...wanted),
    rawBody: (...wanted) => model().tasks.rawBody(...wanted),
    get: (...wanted) => model().tasks.get(...wanted),
    update: (...wanted) => model().tasks.update(...wanted),
    history: (...wanted) => model().tasks.history(...wanted),
    list: (...wanted) => model().tasks.list(...wanted),
    count: (...wanted) => model().tasks.count(...wanted),
    due: (...wanted) => model().tasks.due(...wanted),
    rested: (...wanted) => model().tasks.rested(...wanted),
    watch: (...wanted) => model().tasks.watch(...wanted),
  };
}
