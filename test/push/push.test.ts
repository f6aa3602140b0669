import { gzipSync } from "node:zlib";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { currentContext } from "@frontdesk/shared/telemetry/context";
import { expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { EVENT, envelope, startPush, TRACE } from "./start-push.ts";

const OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
const other = { googclient_traceparent: `00-${OTHER_TRACE}-b7ad6b7169203331-01` };

test("an event is handled, and acknowledged by 204, when its handler has resolved", async () => {
  const { subscribe, post } = await startPush();
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  subscribe("task.received", async (event) => {
    seen.push(event);
    await gate;
  });
  let isAnswered = false;
  const answer = post().finally(() => {
    isAnswered = true;
  });
  await eventually(() => expect(seen).toEqual([EVENT]));
  expect(isAnswered).toBe(false);
  openGate();
  const response = await answer;
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
});

test("Google's own form of an envelope is understood, with both spellings and what it may add one day", async () => {
  const { subscribe, post, entries } = await startPush();
  const seen: unknown[] = [];
  subscribe("task.received", async (event) => void seen.push(event));
  const more = { message_id: "1", publish_time: "2026-03-02T09:00:00Z", orderingKey: "", novelty: { a: 1 } };
  const text = JSON.stringify(EVENT);
  expect((await post(envelope(text, more, { deliveryAttempt: 3, novelty: true }))).status).toBe(204);
  const dead = { CloudPubSubDeadLetterSourceDeliveryCount: "100", type: EVENT.type };
  expect((await post(envelope(text, { attributes: dead }))).status).toBe(204);
  expect(seen).toEqual([EVENT, EVENT]);
  expect(entries()).toEqual([]);
});

test("the handler works under the task's trace, and every line it logs says which task", async () => {
  const { subscribe, post } = await startPush();
  const contexts: unknown[] = [];
  subscribe("task.received", async () => void contexts.push(currentContext()));
  await post(envelope(undefined, { attributes: other }));
  await post(envelope(JSON.stringify({ ...EVENT, traceparent: "" }), { attributes: other }));
  const { taskId, type: event, traceparent } = EVENT as typeof EVENT & { taskId: string };
  expect(contexts).toEqual([
    { taskId, event, traceparent },
    { taskId, event, traceparent: other.googclient_traceparent },
  ]);
});

test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>?]>([
  ["an empty body", ""],
  ["no JSON", "{"],
  ["a JSON null", "null"],
  ["no message", JSON.stringify({ subscription: "s" })],
  ["no subscription", JSON.stringify({ message: JSON.parse(envelope()).message })],
  ["no message id", envelope(undefined, { messageId: undefined })],
  ["data that is no base64", envelope(undefined, { data: "{}" })],
  ["data that is base64 but for one sign", envelope(undefined, { data: `!${btoa(JSON.stringify(EVENT))}` })],
  ["data of another type", envelope(undefined, { data: 7 })],
  ["attributes that are no texts", envelope(undefined, { attributes: { type: 7 } })],
  ["attributes as a list", envelope(undefined, { attributes: ["type"] })],
  ["a delivery attempt that is no number", envelope(undefined, {}, { deliveryAttempt: "3" })],
  ["no data at all", envelope(undefined, { data: undefined })],
  ["an event of no known type", envelope(JSON.stringify({ ...EVENT, type: "task.exploded" }))],
  ["an event that says too much", envelope(JSON.stringify({ ...EVENT, verdict: "approve" }))],
  ["an event with a forged prototype", envelope(JSON.stringify(EVENT).replace("{", '{"__proto__":{"a":1},'))],
  ["an event published as another type", envelope(undefined, { attributes: { type: "task.triaged" } })],
  ["JSON 10,000 deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
  ["invalid UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ["a body beyond all measure, if only by blanks", envelope() + " ".repeat(100_000)],
  ["a body that is compressed", new Uint8Array(gzipSync(envelope())), { "content-encoding": "gzip" }],
])("C16: %s: an alert, acknowledged, and the next message is handled", async (_name, body, headers) => {
  const { subscribe, post, entries } = await startPush();
  const seen: unknown[] = [];
  subscribe("task.received", async (event) => void seen.push(event));
  subscribe("task.triaged", async (event) => void seen.push(event));
  expect((await post(body, headers)).status).toBe(204);
  expect(entries()).toMatchObject([
    { severity: "ERROR", alert: true, message: "a message can't be understood and is dropped" },
  ]);
  expect((await post()).status).toBe(204);
  expect(seen).toEqual([EVENT]);
});

test("a malformed event is logged under the trace of who published it, with all that was sent", async () => {
  const { post, entries } = await startPush();
  await post(envelope("{", { attributes: other, messageId: "17" }));
  expect(entries()).toMatchObject([{ trace: OTHER_TRACE, text: "{", messageId: "17", why: expect.any(String) }]);
});

test("the store can't be reached: 503, and no error, because it is nobody's bug", async () => {
  const { subscribe, post, entries } = await startPush();
  subscribe("task.received", () => Promise.reject(new Unavailable("the store is away")));
  expect((await post(envelope(undefined, {}, { deliveryAttempt: 99 }))).status).toBe(503);
  expect(entries()).toMatchObject([
    { severity: "WARNING", task_id: "acme.webapp.42.opened", trace: TRACE, error: { message: "the store is away" } },
  ]);
});

test.each<[string, () => Promise<void>]>([
  ["rejects with a bug", () => Promise.reject(new TypeError("undefined is not a function"))],
  ["rejects with what a service answered", () => Promise.reject(Object.assign(new Error("no"), { status: 204 }))],
  ["rejects with no error at all", () => Promise.reject(undefined)],
  [
    "throws",
    () => {
      throw new Error("at once");
    },
  ],
])("C15: a handler that %s: 500, an error in the log, and the message comes again", async (_name, handler) => {
  const { subscribe, post, entries } = await startPush();
  subscribe("task.received", handler);
  expect((await post()).status).toBe(500);
  expect(entries()).toMatchObject([{ severity: "ERROR", task_id: "acme.webapp.42.opened" }]);
  expect(entries()[0]).not.toHaveProperty("alert");
});

test.each([
  [99, undefined],
  [100, true],
])("at delivery %i, a failure is an alert: %s", async (deliveryAttempt, alert) => {
  const { subscribe, post, entries } = await startPush();
  subscribe("task.received", () => Promise.reject(new Error("again")));
  await post(envelope(undefined, {}, { deliveryAttempt }));
  expect(entries()).toHaveLength(1);
  expect(entries()[0].alert).toBe(alert);
});

test("C15: a type that has no handler yet, or none any more: 503, for it comes again", async () => {
  const { subscribe, post, entries } = await startPush();
  expect((await post()).status).toBe(503);
  const subscription = subscribe("task.received", async () => {});
  expect((await post()).status).toBe(204);
  await subscription.close();
  expect((await post()).status).toBe(503);
  expect(entries().map(({ severity }) => severity)).toEqual(["WARNING", "WARNING"]);
});

test("at most so many at a time: the others wait for their turn, in order, each under its own trace", async () => {
  const { subscribe, post } = await startPush();
  const begun: { taskId: string; context: string | undefined; end: () => void }[] = [];
  subscribe(
    "task.received",
    ({ taskId }) =>
      new Promise((end) => {
        begun.push({ taskId, context: currentContext().taskId, end });
      }),
    3,
  );
  const ids = [1, 2, 3, 4, 5].map((n) => `acme.webapp.${n}.opened`);
  const answers: Promise<Response>[] = [];
  for (const [n, taskId] of ids.entries()) {
    answers.push(post(envelope(JSON.stringify({ ...EVENT, taskId }))));
    await eventually(() => expect(begun).toHaveLength(Math.min(n + 1, 3)));
  }
  for (let n = 0; n < ids.length; n++) {
    await eventually(() => expect(begun.length).toBeGreaterThan(n));
    expect(begun.length).toBeLessThanOrEqual(n + 3);
    begun[n]!.end();
  }
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(204);
  expect(begun.map(({ taskId }) => taskId).toSorted()).toEqual(ids);
  expect(begun.map(({ context }) => context)).toEqual(begun.map(({ taskId }) => taskId));
});

test("a message whose sender went away while it waited is not handled: it comes again by itself", async () => {
  const { subscribe, post, entries, arrived } = await startPush();
  const begun: string[] = [];
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
  subscribe(
    "task.received",
    async ({ taskId }) => {
      begun.push(taskId);
      await gate;
    },
    1,
  );
  const push = (n: number, signal?: AbortSignal) =>
    post(envelope(JSON.stringify({ ...EVENT, taskId: `acme.webapp.${n}.opened` })), {}, signal);
  const first = push(1);
  await eventually(() => expect(begun).toHaveLength(1));
  const leaving = new AbortController();
  const second = push(2, leaving.signal);
  const third = push(3);
  await eventually(() => expect(arrived()).toBe(3));
  // A whole request and its answer later, the two before it have been read.
  await post("", { authorization: "" });
  leaving.abort();
  await expect(second).rejects.toThrow();
  await eventually(() => expect(entries().at(-1)).toMatchObject({ task_id: "acme.webapp.2.opened" }));
  openGate();
  await Promise.all([first, third]);
  expect(begun.map((id) => id.split(".")[2])).toEqual(["1", "3"]);
});

test("another path, or another method, is nobody's", async () => {
  const { server, issuer } = await startPush();
  const headers = { authorization: `Bearer ${issuer.token()}` };
  expect((await fetch(`${server.url}/push/x`, { method: "POST", headers })).status).toBe(404);
  expect((await fetch(`${server.url}/push`, { headers })).status).toBe(404);
});
