import { shareOf } from "@frontdesk/shared/model/rate-limit";
import type { Answer } from "@frontdesk/shared/ports/model";
import { expect, test } from "vitest";
import { FAST, generated, openGatewayWorld, question, type Sorting, type World } from "./gateway-world.ts";

const { signal } = new AbortController();
const fail = { kind: "fails", status: 503 } as const;

/** So many questions at once, each with so much time. */
function askMany({ gateway, now, whenIdle }: World, many: number, seconds = 58): Promise<Answer<Sorting>[]> {
  const until = new Date(now().getTime() + seconds * 1_000);
  const all = Array.from({ length: many }, () => gateway.ask(question(now(), { until }), signal));
  return whenIdle(Promise.all(all));
}

test("C30: RetryInfo is honoured, and never for the same pause twice", async () => {
  const { ask, gemini, timing } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "quota", retryDelay: 7 }, times: 2 });
  expect(await ask()).toMatchObject({ is: "answered" });
  expect(generated(gemini)).toHaveLength(3);
  const [first = 0, second = 0] = timing.pauses;
  expect(first).toBeGreaterThan(7_000);
  expect(second).toBeGreaterThan(7_000);
  expect(second).not.toBe(first);
});

test("C30: a wait that is longer than the step has time is a deferral, to when it is over", async () => {
  const { ask, gemini, now } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "quota", retryDelay: 120 } });
  const asked = now();
  const answer = await ask();
  expect(answer).toMatchObject({ is: "later", why: expect.stringContaining("quota"), costMicros: 0 });
  expect("until" in answer && answer.until.getTime()).toBeGreaterThan(asked.getTime() + 120_000);
  expect(now()).toEqual(asked);
});

test("C30: without the time for another answer it is put off, and no longer than it has to be", async () => {
  const { ask, gemini, now } = await openGatewayWorld();
  gemini.faults.add({ fault: { kind: "quota", retryDelay: 2 } });
  const asked = now().getTime();
  const answer = await ask({ until: new Date(asked + 28_000) });
  expect(answer).toMatchObject({ is: "later", costMicros: 0 });
  expect("until" in answer && answer.until.getTime() - asked).toBeLessThan(15_000);
  expect(generated(gemini)).toHaveLength(1);
});

test("C30: 503 and lost connections are asked again, later each time", async () => {
  const { ask, gemini, timing } = await openGatewayWorld();
  gemini.faults.add({ fault: fail });
  gemini.faults.add({ fault: { kind: "lost request" } });
  gemini.faults.add({ fault: { kind: "fails", status: 502 } });
  expect(await ask()).toMatchObject({ is: "answered" });
  expect(timing.pauses).toHaveLength(3);
  expect(timing.pauses[2]).toBeGreaterThan(timing.pauses[0] ?? 0);
});

test("C30: in a storm the model is left alone, and everything is deferred to times of its own", async () => {
  const world = await openGatewayWorld();
  const { gemini } = world;
  gemini.faults.add({ fault: fail, times: Number.POSITIVE_INFINITY });
  const answers = await askMany(world, 50);
  expect(answers.map(({ is }) => is)).toEqual(answers.map(() => "later"));
  // All that were sent before anything was known, and a few to see whether it is over.
  expect(generated(gemini).length).toBeLessThan(60);
  const untils = answers.map((answer) => ("until" in answer ? answer.until.getTime() : 0));
  expect(new Set(untils).size).toBeGreaterThan(45);
  expect(Math.max(...untils) - Math.min(...untils)).toBeGreaterThan(15_000);
});

test("C30: when the storm ends there is no stampede: one request goes first, then twice as many each time", async () => {
  const world = await openGatewayWorld();
  const { gemini, running, timing } = world;
  gemini.faults.add({ fault: fail, times: 10 });
  await askMany(world, 10, 12);
  timing.pass(60_000);
  running.peak = 0;
  const answers = await askMany(world, 30);
  expect(answers.every(({ is }) => is === "answered")).toBe(true);
  expect(running.peak).toBeLessThanOrEqual(16);
  expect(generated(gemini)).toHaveLength(40);
});

test("C30: with 30 % of 429 everything is answered, at hardly more requests than that takes", async () => {
  const world = await openGatewayWorld();
  world.gemini.faults.add({ fault: { kind: "quota", retryDelay: 1 }, times: Number.POSITIVE_INFINITY, share: 0.3 });
  const answers = await askMany(world, 60, 230);
  expect(answers.filter(({ is }) => is === "answered")).toHaveLength(60);
  expect(generated(world.gemini).length).toBeLessThan(60 * 1.6);
});

test("whoever keeps to the share is never refused for the quota, and what has no time to wait is deferred", async () => {
  const quota = { rpm: 30, tpm: 20_000 };
  const world = await openGatewayWorld({
    quotas: { [FAST]: quota },
    model: shareOf(quota, { share: 1, instances: 1 }),
  });
  const patient = await askMany(world, 60, 230);
  expect(world.gemini.totalsOf(FAST).refused).toBe(0);
  expect(patient.every(({ is }) => is === "answered")).toBe(true);

  const hurried = await askMany(world, 40, 30);
  const later = hurried.filter(({ is }) => is === "later");
  expect(later.length).toBeGreaterThan(20);
  expect(later[0]).toMatchObject({ why: "our share of the model's quota is used up" });
  expect(world.gemini.totalsOf(FAST).refused).toBe(0);
});

test("a backlog of many minutes is worked off at the pace of the quota, and few are turned away twice", async () => {
  const quota = { rpm: 30, tpm: 1e9 };
  const world = await openGatewayWorld({
    quotas: { [FAST]: quota },
    model: shareOf(quota, { share: 1, instances: 1 }),
  });
  const { gateway, now, timing, whenIdle, gemini } = world;
  const backlog = Array.from({ length: 200 }, () => ({ asked: question(now()), due: now() }));
  const began = now().getTime();
  let turnedAway = 0;
  while (backlog.length > 0) {
    const next = Math.min(...backlog.map(({ due }) => due.getTime()));
    timing.pass(Math.max(0, next - now().getTime()));
    const due = backlog.filter((one) => one.due <= now());
    const until = new Date(now().getTime() + 58_000);
    const answers = await whenIdle(Promise.all(due.map(({ asked }) => gateway.ask({ ...asked, until }, signal))));
    for (const [n, answer] of answers.entries()) {
      const one = due[n]!;
      if (answer.is === "answered") backlog.splice(backlog.indexOf(one), 1);
      else if (answer.is === "later") one.due = answer.until;
      turnedAway += answer.is === "later" ? 1 : 0;
    }
  }
  // 24 a minute are ours: 200 take 8 minutes at best.
  expect((now().getTime() - began) / 60_000).toBeLessThan(8.4 * 1.15);
  expect(gemini.totalsOf(FAST)).toMatchObject({ requests: 200, refused: 0 });
  expect(turnedAway).toBeLessThan(400);
});
