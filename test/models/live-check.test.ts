import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import { checkLive } from "@frontdesk/shared/model/live-check";
import { tiersOf } from "@frontdesk/shared/model/models";
import { realTiming } from "@frontdesk/shared/model/timing";
import type { ModelWire } from "@frontdesk/shared/ports/model-wire";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import type { Fault, PlannedFault } from "../sandbox/gemini/faults.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { CACHING, DEEP, entryOf, FAST } from "./gateway-world.ts";
import { createHandTiming } from "./hand-timing.ts";

const { signal } = new AbortController();

async function start({ deep = DEEP, timing = realTiming } = {}) {
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const wire = createGemini({ apiKey: "key", baseUrl: gemini.url });
  const tiers = tiersOf({ fast: entryOf(FAST), deep: entryOf(deep) });
  const check = (stop = signal) => checkLive({ wire, tiers, timing }, stop);
  const meet = (fault: Fault, on?: PlannedFault["on"]) =>
    gemini.faults.add({ fault, times: Number.POSITIVE_INFINITY, ...(on && { on }) });
  return { gemini, check, meet };
}

test("one call of each kind, and all is well: sorting, drafting, and a cache where the model has them", async () => {
  const { gemini, check } = await start();
  const results = await check();
  expect(results).toEqual([
    {
      ...{ ok: true, what: "sorting", model: FAST },
      saw: expect.stringMatching(/^answered as it should, for \d+ millionths of a dollar$/),
    },
    {
      ...{ ok: true, what: "drafting, streamed", model: DEEP },
      saw: expect.stringMatching(/^answered as it should, in [1-9]\d* parts, for \d+ millionths of a dollar$/),
    },
    {
      ...{ ok: true, what: "a cache, made and used", model: FAST },
      saw: expect.stringMatching(/^[1-9]\d+ of \d+ tokens came from the cache$/),
    },
  ]);
  expect(gemini.requests().map(({ endpoint }) => endpoint)).toEqual([
    ...["generateContent", "streamGenerateContent", "createCache", "generateContent", "deleteCache"],
  ]);
  expect(gemini.caches()).toEqual([]);
});

test("each model that has caches is asked for one", async () => {
  const { check, gemini } = await start({ deep: CACHING });
  expect((await check()).map(({ ok, model }) => [ok, model])).toEqual([
    [true, FAST],
    [true, CACHING],
    [true, FAST],
    [true, CACHING],
  ]);
  expect(gemini.caches()).toEqual([]);
});

test.each<[string, Fault, RegExp, RegExp]>([
  ["a bad key", { kind: "fails", status: 401 }, /^401 /, /FRONTDESK_GEMINI_API_KEY/],
  ["a key without rights", { kind: "fails", status: 403 }, /^403 /, /FRONTDESK_GEMINI_API_KEY/],
  ["a key that is none", { kind: "fails", status: 400, message: "API key not valid." }, /^400 API key/, /API_KEY/],
  ["a quota that is used up", { kind: "quota", retryDelay: 17 }, /^429 /, /in 17 s.*raise the quota of gemini/],
  ["an outage", { kind: "fails", status: 503 }, /^503 /, /outage/],
  ["a request that it won't take", { kind: "fails", status: 400 }, /^400 /, /Update Frontdesk/],
  ["a model that speaks no JSON", { kind: "not JSON" }, /it is not JSON/, /another model/],
  ["a blocked answer", { kind: "blocked answer" }, /blocked: SAFETY/, /another model/],
  ["no word", { kind: "no text" }, /cut short/, /another model/],
])("%s: what was seen, and what to do", async (_, fault, saw, todo) => {
  const { check, meet } = await start();
  meet(fault, { endpoint: "generateContent" });
  meet(fault, { endpoint: "streamGenerateContent" });
  const [sorting, drafting] = await check();
  for (const result of [sorting, drafting]) {
    expect(result).toEqual({
      ...result,
      ok: false,
      saw: expect.stringMatching(saw),
      todo: expect.stringMatching(todo),
    });
  }
});

test("a model that is retired: which setting has to name another one", async () => {
  const { check, gemini } = await start();
  gemini.retire(DEEP);
  const [sorting, drafting] = await check();
  expect(sorting).toMatchObject({ ok: true });
  expect(drafting).toMatchObject({
    ...{ ok: false, saw: expect.stringMatching(/^404 /) },
    todo: `Set FRONTDESK_MODEL_DEEP to a model that is there for this key or location: ${DEEP} is not, or no longer.`,
  });
});

test("nobody there: every result says so, and none is missing", async () => {
  const { check, gemini } = await start();
  await gemini.close();
  const results = await check();
  expect(results.map(({ ok, what }) => [ok, what])).toEqual([
    ...[
      [false, "sorting"],
      [false, "drafting, streamed"],
      [false, "a cache, made and used"],
    ],
  ]);
  for (const result of results) expect(result).toMatchObject({ todo: expect.stringMatching(/reaches the models/) });
});

test("a model that never answers is waited for a minute", async () => {
  const timing = createHandTiming();
  const { check, gemini, meet } = await start({ timing });
  meet({ kind: "hangs" }, { model: FAST, endpoint: "generateContent" });
  const checking = check();
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  timing.pass(60_000);
  await eventually(() => expect(gemini.requests()).toHaveLength(4));
  timing.pass(60_000);
  expect((await checking).map(({ ok, saw }) => [ok, saw])).toMatchObject([
    [false, "no answer within 60 s"],
    [true, expect.anything()],
    [false, "made, and not used: no answer within 60 s"],
  ]);
  expect(gemini.caches()).toEqual([]);
});

test("a cache that can't be made, or is not used, says so, and is not left behind", async () => {
  const { check, gemini, meet } = await start();
  const failing = meet({ kind: "fails", status: 503 }, { endpoint: "createCache" });
  expect((await check()).at(-1)).toMatchObject({ ok: false, saw: expect.stringMatching(/^not made: 503/) });
  failing.end();
  meet({ kind: "cache vanishes" });
  expect((await check()).at(-1)).toMatchObject({ ok: false, saw: expect.stringMatching(/^made, and not used: 403/) });
  expect(gemini.caches()).toEqual([]);
});

test("a cache that is made, and makes nothing cheaper, is no success", async () => {
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const wire = createGemini({ apiKey: "key", baseUrl: gemini.url });
  const dear: ModelWire = {
    ...wire,
    async generate(request, stop) {
      const end = await wire.generate(request, stop);
      return "usage" in end && end.usage ? { ...end, usage: { ...end.usage, cached: 0 } } : end;
    },
  };
  const tiers = tiersOf({ fast: entryOf(FAST), deep: entryOf(DEEP) });
  const results = await checkLive({ wire: dear, tiers, timing: realTiming }, signal);
  expect(results.at(-1)).toMatchObject({
    ...{ ok: false, saw: expect.stringMatching(/^0 of \d+ tokens came from the cache$/) },
    todo: expect.stringMatching(/^Nothing has to be done/),
  });
});

test("whoever stops it hears why", async () => {
  const { gemini, check, meet } = await start();
  meet({ kind: "hangs" });
  const stop = new AbortController();
  const checking = check(stop.signal);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  stop.abort(new Error("stopped"));
  await expect(checking).rejects.toThrow("stopped");
});
