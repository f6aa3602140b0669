import { setImmediate } from "node:timers/promises";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { eventually } from "../eventually.ts";
import { head, sign, startIngest } from "./ingest-world.ts";
import { idOf, issueEvent, opened } from "./payloads.ts";
import { openRaw } from "./send-raw.ts";

const MB = 1024 * 1024;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

test("C67: what is more than can be persisted at a time is turned away before it is accepted, and later taken", async () => {
  const { tasks, open, entered } = await heldUp();
  const it = await startIngest({ tasks, capacity: { persisting: 20, bytes: 256 * MB } });
  const answers: Response[] = [];
  const send = async (number: number) => {
    const response = await it.post("issues", opened(number));
    answers.push(response);
    return { number, status: response.status };
  };
  const all = Promise.all(numbers(200).map(send));
  await eventually(() => expect(answers).toHaveLength(180));
  expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual(
    new Array(180).fill([503, "5"]),
  );
  expect(entered()).toBe(20);
  expect(await it.health()).toBe(200);
  expect((await it.post("issues", opened(201))).status).toBe(503);

  open();
  const ends = await all;
  const accepted = ends.filter(({ status }) => status === 202);
  expect(accepted).toHaveLength(20);
  for (const { number } of accepted) expect(await it.tasks.get(idOf(number))).toBeDefined();
  expect(await it.taskIds()).toHaveLength(20);

  for (const { number, status } of ends) if (status !== 202) expect((await send(number)).status).toBe(202);
  expect(it.published).toHaveLength(200);
});

test("C67: senders ten times as many as can be served get all their tasks in the end, each one once", async () => {
  const model = await openModel();
  let turnedAway = 0;
  // Stands still until every sender that finds no room has been told so once; then it takes one at a time.
  const overrun = Promise.withResolvers<void>();
  let last: Promise<unknown> = overrun.promise;
  const create: TaskStore["create"] = (...wanted) => {
    const turn = last.then(() => setImmediate());
    last = turn;
    return turn.then(() => model.tasks.create(...wanted));
  };
  const it = await startIngest({ tasks: { ...model.tasks, create }, capacity: { persisting: 10, bytes: 256 * MB } });
  const persist = async (number: number) => {
    for (;;) {
      const { status } = await it.deliver("issues", opened(number));
      if (status === 202) return expect(await model.tasks.get(idOf(number))).toBeDefined();
      expect(status).toBe(503);
      turnedAway += 1;
      if (turnedAway === 90) overrun.resolve();
    }
  };
  await Promise.all(numbers(100).map(persist));
  expect(turnedAway).toBeGreaterThanOrEqual(90);
  expect(it.published.map((event) => "taskId" in event && event.taskId).sort()).toEqual(numbers(100).map(idOf).sort());
});

test("C67: hints that can't be published fast enough count like tasks", async () => {
  const gate = Promise.withResolvers<void>();
  const it = await startIngest({ publish: () => gate.promise, capacity: { persisting: 2, bytes: MB } });
  const first = [it.deliver("issues", issueEvent("edited")), it.deliver("issues", issueEvent("closed"))];
  await eventually(async () => expect(await it.deliver("issues", issueEvent("labeled"))).toEqual({ status: 503 }));
  gate.resolve();
  expect(await Promise.all(first)).toEqual(new Array(2).fill({ status: 202, hints: 1 }));
  expect(await it.deliver("issues", issueEvent("labeled"))).toMatchObject({ status: 202 });
});

test.each([
  ["can't take it", new Unavailable("the store is down"), 503],
  ["has a bug", new TypeError("undefined is not a function"), 500],
])("C67: work that ends badly, because the store %s, makes room like any other", async (_, error, status) => {
  const model = await openModel();
  let isBroken = true;
  const create: TaskStore["create"] = (...wanted) => (isBroken ? Promise.reject(error) : model.tasks.create(...wanted));
  const it = await startIngest({ tasks: { ...model.tasks, create }, capacity: { persisting: 1, bytes: MB } });
  for (const number of numbers(5)) expect(await it.deliver("issues", opened(number))).toEqual({ status });
  expect(it.entries().filter(({ message }) => message === "a delivery could not be taken")).toHaveLength(5);
  isBroken = false;
  expect(await it.deliver("issues", opened(1))).toEqual({ status: 202, taskId: idOf(1) });
});

test("C67: bodies count while they are read and kept: what is too much of them is turned away", async () => {
  const { tasks, open, entered } = await heldUp();
  const it = await startIngest({ tasks, capacity: { persisting: 100, bytes: MB } });
  const big = (number: number) => bodyOf(number, 300_000);
  const held = [1, 2, 3].map((number) => it.deliver("issues", big(number)));
  await eventually(() => expect(entered()).toBe(3));
  const refused = await it.post("issues", big(4));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  const small = it.deliver("issues", opened(5));
  await eventually(() => expect(entered()).toBe(4));
  open();
  expect(await Promise.all([...held, small])).toMatchObject(new Array(4).fill({ status: 202 }));
  expect(await it.deliver("issues", bodyOf(6, MB))).toMatchObject({ status: 202 });
  expect(await it.deliver("issues", bodyOf(7, MB + 1))).toEqual({ status: 503 });
  expect(await it.tasks.get(idOf(4))).toBeUndefined();
});

test("C61: bodies that end early, are refused or never end hold nothing in the end", async () => {
  const it = await startIngest({
    capacity: { persisting: 100, bytes: MB },
    timeouts: { headers: 1_000, request: 2_000 },
  });
  const half = Buffer.alloc(MB / 2, "x");
  const begun = async (headers: Record<string, string | number>, ...bytes: (string | Buffer)[]) => {
    const connection = openRaw(it.port);
    for (const part of [head(headers), ...bytes]) await connection.write(part);
    return connection;
  };
  const long = { "content-length": MB };
  const chunked = { "transfer-encoding": "chunked" };
  for (let round = 0; round < 10; round++) {
    const sent = it.bytesRead();
    const reset = await begun(long, half);
    await eventually(() => expect(it.bytesRead()).toBeGreaterThan(sent + half.length));
    reset.socket.resetAndDestroy();
    await reset.closed;
    const ended = await begun(long, half);
    ended.socket.end();
    await ended.closed;
    await (await begun(chunked, `${MB.toString(16)}\r\n`, half, half, "no chunk")).closed;
    await (await begun({ "content-length": 2 * MB }, half, half, half, half)).closed;
    await it.deliver("issues", bodyOf(1, MB), { "x-hub-signature-256": sign("another body") });
    await it.deliver("issues", bodyOf(1, MB), { "content-encoding": "gzip" });
    await it.deliver("issues", "x".repeat(MB));
  }
  const stalled = await begun(long, half);
  await stalled.closed;
  expect(stalled.statuses()).toEqual([408]);

  const whole = bodyOf(2, MB);
  const left = async () => expect((await it.post("issues", whole)).status).toBe(202);
  await eventually(left);
  expect(it.entries().filter(({ severity }) => severity === "ERROR")).toEqual(
    new Array(10).fill(expect.objectContaining({ message: "a delivery can't be understood" })),
  );
});

/** A store whose creates wait until they are let go on. */
async function heldUp() {
  const { tasks } = await openModel();
  const gate = Promise.withResolvers<void>();
  let entered = 0;
  const create: TaskStore["create"] = async (...wanted) => {
    entered += 1;
    await gate.promise;
    return tasks.create(...wanted);
  };
  return { tasks: { ...tasks, create }, open: () => gate.resolve(), entered: () => entered };
}

/** A delivery of exactly so many bytes. */
function bodyOf(number: number, size: number): string {
  const empty = JSON.stringify(opened(number, { body: "" })).length;
  return JSON.stringify(opened(number, { body: "x".repeat(size - empty) }));
}
