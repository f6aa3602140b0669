import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { outcomeOf } from "@frontdesk/shared/model/outcome-of";
import type { Answer } from "@frontdesk/shared/ports/model";
import { expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import type { Fault } from "../sandbox/gemini/faults.ts";
import { FAST, generated, openGatewayWorld, question } from "./gateway-world.ts";

type Sent = { contents: { role: string; parts: { text: string }[] }[]; generationConfig: { maxOutputTokens: number } };
const { signal } = new AbortController();

function outcomeIn(answer: Answer<unknown>) {
  if (answer.is === "answered") throw new Error("it was answered");
  return outcomeOf(answer);
}

test("C31: a model that hangs is given up on, its cost counted at the most it can be, and asked again", async () => {
  const { gateway, gemini, backend, timing, now, whenIdle } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "hangs" } });
  const asked = question(now());
  const work = gateway.ask(asked, signal);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  timing.pass(30_000);
  const answer = await whenIdle(work);

  expect(answer).toMatchObject({ is: "answered" });
  const [hung, answered] = await backend.calls.list(asked.task.id);
  expect(hung).toMatchObject({ ended: "aborted", finished: false, latencyMs: 30_000, attempt: 1 });
  expect(answered).toMatchObject({ ended: "answered", attempt: 2 });
  // 500 tokens of answer and 2,048 of thoughts, at 2.50 dollars a million, and the prompt.
  expect(hung?.costMicros).toBeGreaterThan(2_548 * 2.5);
  expect(answer.costMicros).toBe((hung?.costMicros ?? 0) + (answered?.costMicros ?? 0));
  const author = await backend.values.get(BUDGETS, budgetKey("author mona", now()));
  expect(author?.takenMicros).toBe(answer.costMicros);
  expect(generated(gemini).map(({ fate }) => fate)).toEqual(["abandoned", "answered"]);
});

test("C31: hanging to the end of the step's time is a failed attempt, which is counted", async () => {
  const { gateway, gemini, timing, now, whenIdle } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "hangs" }, times: Number.POSITIVE_INFINITY });
  const work = gateway.ask(question(now(), { until: new Date(now().getTime() + 30_000) }), signal);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  timing.pass(28_000);
  const answer = await whenIdle(work);
  expect(answer).toMatchObject({ is: "failed", why: "the model took too long" });
  expect(outcomeIn(answer)).toMatchObject({ kind: "retry" });
});

test("C31: a step that is stopped ends at once, and its call stays at the most it may cost", async () => {
  const { gateway, gemini, backend, now } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "hangs" } });
  const stopping = new AbortController();
  const asked = question(now());
  const work = gateway.ask(asked, stopping.signal);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  stopping.abort(new Error("stop"));
  await expect(work).rejects.toThrow("stop");
  const [call] = await backend.calls.list(asked.task.id);
  expect(call).toMatchObject({ finished: false, costMicros: expect.any(Number) });
  expect(call?.costMicros).toBeGreaterThan(0);
});

const HOLLOW: [string, Fault, string][] = [
  ["cut short by MAX_TOKENS", { kind: "no text" }, "cut short"],
  ["empty", { kind: "no candidates" }, "empty"],
  ["blank", { kind: "says", text: "  " }, "empty"],
];

test.each(HOLLOW)("C32: an answer that is %s is asked for twice at most", async (_, fault, ended) => {
  const { ask, gemini, backend } = await openGatewayWorld();
  gemini.faults.add({ fault, times: Number.POSITIVE_INFINITY });
  const answer = await ask({ task: { id: "acme.webapp.32.opened", repo: "1", author: "mona" } });
  expect(answer).toMatchObject({ is: "unusable", why: expect.stringContaining("twice") });
  expect(outcomeIn(answer)).toMatchObject({ kind: "park" });
  expect(generated(gemini)).toHaveLength(2);
  const calls = await backend.calls.list("acme.webapp.32.opened");
  expect(calls.map((call) => call.ended)).toEqual([ended, ended]);
  expect(answer.costMicros).toBe(calls.reduce((sum, { costMicros }) => sum + costMicros, 0));
});

test.each(HOLLOW)("C32: an answer that is %s once is no harm", async (_, fault) => {
  const { ask, gemini } = await openGatewayWorld();
  gemini.faults.add({ fault });
  expect(await ask()).toMatchObject({ is: "answered" });
});

test("C32: what ran out of room is given more", async () => {
  const { ask, gemini } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "no text" } });
  await ask({ maxOutputTokens: 500 });
  const [first, second] = generated(gemini).map(({ body }) => (body as Sent).generationConfig.maxOutputTokens);
  expect((second ?? 0) - (first ?? 0)).toBe(500);
});

const GARBAGE: [string, Fault, string][] = [
  ["garbage", { kind: "not JSON" }, "it is not JSON"],
  ["of other types", { kind: "breaks the schema" }, "it breaks the schema"],
  ["right but for extra keys", { kind: "extra keys" }, "Unrecognized keys"],
  ["1 MB long", { kind: "huge" }, "characters: it must be far shorter"],
];

test.each(GARBAGE)("C33: an answer that is %s is repaired once, and then parked", async (_, fault, problem) => {
  const { ask, gemini } = await openGatewayWorld();
  gemini.faults.add({ fault, times: Number.POSITIVE_INFINITY });
  const answer = await ask();
  expect(answer).toMatchObject({ is: "unusable", why: expect.stringContaining(problem) });
  expect(outcomeIn(answer)).toMatchObject({ kind: "park" });
  expect(generated(gemini)).toHaveLength(2);
});

test.each(GARBAGE)("C33: told that its answer is %s, the model mends it", async (_, fault, problem) => {
  const { ask, gemini, backend } = await openGatewayWorld();
  gemini.faults.add({ fault });
  expect(await ask({ task: { id: "acme.webapp.33.opened", repo: "1", author: "mona" } })).toMatchObject({
    is: "answered",
  });
  const { contents } = (generated(gemini)[1]?.body ?? { contents: [] }) as Sent;
  expect(contents.map(({ role }) => role)).toEqual(["user", "model", "user"]);
  expect(contents[2]?.parts[0]?.text).toContain(problem);
  expect(contents[1]?.parts[0]?.text.length).toBeLessThanOrEqual(4_000);
  const calls = await backend.calls.list("acme.webapp.33.opened");
  expect(calls).toMatchObject([
    { ended: "unusable", finished: false, why: expect.stringContaining(problem) },
    { ended: "answered", finished: true },
  ]);
});

test.each([
  ["the prompt", { kind: "blocked prompt" }, "PROHIBITED_CONTENT", "not streamed"],
  ["the answer", { kind: "blocked answer" }, "SAFETY", "not streamed"],
  ["the answer in mid-stream", { kind: "blocked answer" }, "SAFETY", "streamed"],
] as const)("C34: when %s is blocked it is parked with the reason, and not asked again", async (_, fault, why, how) => {
  const { ask, gemini } = await openGatewayWorld();
  gemini.faults.add({ fault });
  const answer = await ask(how === "streamed" ? { onText: () => undefined } : {});
  expect(answer).toMatchObject({ is: "refused", why: expect.stringContaining(why) });
  expect(outcomeIn(answer)).toMatchObject({ kind: "park", why: expect.stringContaining(why) });
  expect(generated(gemini)).toHaveLength(1);
});

test("C35: a model that was retired is told once, everything is deferred, and goes on when it is back", async () => {
  const { ask, gemini, lines, timing } = await openGatewayWorld();
  const retired = gemini.retire(FAST);
  const answers = [];
  for (let asked = 0; asked < 10; asked++) answers.push(await ask());
  expect(answers).toMatchObject(answers.map(() => ({ is: "later" })));
  expect(answers.map((answer) => outcomeIn(answer).kind)).toEqual(answers.map(() => "defer"));
  expect(lines.filter(({ level }) => level === "alert")).toMatchObject([{ message: `the model ${FAST} is gone` }]);
  expect(generated(gemini)).toHaveLength(1);

  retired.end();
  timing.pass(15 * 60_000);
  expect(await ask()).toMatchObject({ is: "answered" });
});

test("C35: many that find out at once tell it once", async () => {
  const { gateway, gemini, lines, now, whenIdle } = await openGatewayWorld();
  gemini.retire(FAST);
  const answers = await whenIdle(Promise.all(Array.from({ length: 10 }, () => gateway.ask(question(now()), signal))));
  expect(answers.every(({ is }) => is === "later")).toBe(true);
  expect(lines.filter(({ level }) => level === "alert")).toHaveLength(1);
});
