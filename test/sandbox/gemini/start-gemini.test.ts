import { expect, test } from "vitest";
import { FLASH, handClock, LITE, longText, PRO, saying, startCalledGemini } from "./call-gemini.ts";
import { durationOf } from "./pace.ts";

test("it tells what it was asked, what it said and what that used", async () => {
  const clock = handClock();
  const { gemini, ask } = await startCalledGemini({ now: clock.now });
  const { body } = await ask(FLASH, saying("Hello", { systemInstruction: { parts: [{ text: "You triage." }] } }));
  clock.pass(1_000);
  await ask("gemini-none", "Hello");
  expect(gemini.requests()).toMatchObject([
    {
      ...{ nth: 1, at: new Date("2026-11-20T10:00:00Z"), endpoint: "generateContent", flavour: "gemini", model: FLASH },
      ...{ prompt: "You triage.\n\nHello", body: { contents: [{ role: "user" }] }, usage: body.usageMetadata },
      ...{
        fate: "answered",
        status: 200,
        finishReason: "STOP",
        answer: body.candidates?.[0]?.content?.parts?.[0]?.text,
      },
    },
    { nth: 2, at: new Date("2026-11-20T10:00:01Z"), model: "gemini-none", fate: "refused", status: 404 },
  ]);
});

test("it adds up what each model used, the cached part too", async () => {
  const { gemini, ask, stream } = await startCalledGemini();
  const prompt = longText(3_000);
  const [first, second] = [await ask(FLASH, prompt), await ask(FLASH, prompt)].map(({ body }) => body.usageMetadata);
  await stream(FLASH, prompt);
  await ask(PRO, "Hello");
  const totals = gemini.totals();
  expect(Object.keys(totals)).toEqual([FLASH, PRO]);
  expect(totals[FLASH]).toMatchObject({
    ...{ requests: 3, answered: 3, refused: 0, statuses: { 200: 3 } },
    promptTokens: 3 * (first?.promptTokenCount ?? 0),
    cachedTokens: 2 * (second?.cachedContentTokenCount ?? 0),
    outputTokens: 3 * (first?.candidatesTokenCount ?? 0),
    thoughtTokens: 3 * (first?.thoughtsTokenCount ?? 0),
  });
  expect(gemini.totalsOf(LITE)).toMatchObject({ requests: 0, promptTokens: 0 });
});

test("it keeps as many requests as it may, and counts them all", async () => {
  const { gemini, ask } = await startCalledGemini({ keep: 2 });
  for (const text of ["1", "2", "3"]) await ask(LITE, text);
  expect(gemini.requests()).toMatchObject([{ prompt: "2" }, { prompt: "3" }]);
  expect(gemini.totalsOf(LITE).requests).toBe(3);
  const counting = await startCalledGemini({ keep: 0 });
  await counting.ask(LITE, "1");
  expect([counting.gemini.requests(), counting.gemini.totalsOf(LITE).answered]).toEqual([[], 1]);
});

test("the real models take 8 to 25 seconds, each call its own, and the same for the same seed", () => {
  const durations = (seed: string, latency: number) =>
    Array.from({ length: 200 }, (_, nth) => durationOf(nth, true, { seed, latency }));
  const real = durations("one", 1);
  expect(Math.min(...real)).toBeGreaterThanOrEqual(8_000);
  expect(Math.min(...real)).toBeLessThan(9_000);
  expect(Math.max(...real)).toBeLessThanOrEqual(25_000);
  expect(Math.max(...real)).toBeGreaterThan(24_000);
  expect(durations("one", 1)).toEqual(real);
  expect(durations("two", 1)).not.toEqual(real);
  expect(durations("one", 0)).toEqual(real.map(() => 0));
});

test("it takes its time, scaled, and streams over it", async () => {
  const { ask, stream } = await startCalledGemini({ latency: 0.01, seed: "slow" });
  const timed = async (work: Promise<unknown>) => {
    const start = performance.now();
    await work;
    return performance.now() - start;
  };
  const expected = (nth: number) => durationOf(nth, true, { seed: "slow", latency: 0.01 });
  // Timers may be early by a millisecond each.
  expect(await timed(ask(FLASH, "One"))).toBeGreaterThan(expected(1) - 2);
  expect(await timed(stream(FLASH, "Two"))).toBeGreaterThan(expected(2) - 10);
});

test("a client that goes while it works is no answer, and nothing is counted", async () => {
  const { gemini, send } = await startCalledGemini({ latency: 1 });
  const enough = new AbortController();
  const asked = send("POST", `/v1/models/${FLASH}:generateContent`, { body: saying("Hello"), signal: enough.signal });
  await expect.poll(() => gemini.requests()).toMatchObject([{ fate: "running" }]);
  enough.abort();
  await expect(asked).rejects.toThrow("aborted");
  await expect.poll(() => gemini.totalsOf(FLASH)).toMatchObject({ abandoned: 1, answered: 0, promptTokens: 0 });
});

test("closing cuts off who still waits", async () => {
  const { gemini, ask } = await startCalledGemini({ latency: 1 });
  const asked = expect(ask(FLASH, "Hello")).rejects.toThrow("fetch failed");
  await expect.poll(() => gemini.requests().length).toBe(1);
  await gemini.close();
  await asked;
});
