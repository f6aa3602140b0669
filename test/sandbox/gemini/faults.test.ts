import { expect, test } from "vitest";
import { FLASH, forJson, LITE, longText, PRO, retryDelayIn, saying, startCalledGemini, textOf } from "./call-gemini.ts";

const PATH = `/v1/models/${FLASH}:generateContent`;

test("a request is lost before the work, an answer after it, and that is counted", async () => {
  const { gemini, ask } = await startCalledGemini();
  const planned = gemini.faults.add({ fault: { kind: "lost request" } });
  await expect(ask(FLASH, "One")).rejects.toThrow("fetch failed");
  expect([planned.left(), gemini.totalsOf(FLASH)]).toMatchObject([0, { lost: 1, promptTokens: 0 }]);
  gemini.faults.add({ fault: { kind: "lost answer" } });
  await expect(ask(FLASH, "One")).rejects.toThrow("fetch failed");
  expect(gemini.totalsOf(FLASH)).toMatchObject({ requests: 2, lost: 2, answered: 0, promptTokens: 1 });
  expect((await ask(FLASH, "One")).status).toBe(200);
});

test("an answer that was to be streamed is lost after the work as well", async () => {
  const { gemini, stream } = await startCalledGemini();
  gemini.faults.add({ fault: { kind: "lost answer" } });
  await expect(stream(FLASH, "One")).rejects.toThrow("fetch failed");
  expect(gemini.totalsOf(FLASH)).toMatchObject({ lost: 1, promptTokens: 1 });
});

test.each([
  ["hangs", 0],
  ["hangs after", 1],
] as const)("it %s until the client has had enough, with %i tokens counted", async (kind, promptTokens) => {
  const { gemini, send } = await startCalledGemini();
  const planned = gemini.faults.add({ fault: { kind } });
  const enough = new AbortController();
  const asked = send("POST", PATH, { body: saying("Hello"), signal: enough.signal });
  await expect.poll(planned.left).toBe(0);
  enough.abort();
  await expect(asked).rejects.toThrow("aborted");
  await expect.poll(() => gemini.totalsOf(FLASH)).toMatchObject({ abandoned: 1, promptTokens });
});

test("it fails: in JSON, as a page from in front of it, and after the work", async () => {
  const { gemini, ask, send } = await startCalledGemini();
  gemini.faults.add({ fault: { kind: "fails", status: 503 } });
  expect(await ask(FLASH, "One")).toMatchObject({
    status: 503,
    body: { error: { code: 503, status: "UNAVAILABLE", message: "The model is overloaded. Please try again later." } },
  });
  gemini.faults.add({ fault: { kind: "fails", status: 502 } });
  const page = await send("POST", PATH, { body: saying("One") });
  expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
  expect(gemini.totalsOf(FLASH).promptTokens).toBe(0);
  gemini.faults.add({ fault: { kind: "fails after", status: 500 } });
  expect(await ask(FLASH, "One")).toMatchObject({ status: 500, body: { error: { status: "INTERNAL" } } });
  expect(gemini.totalsOf(FLASH)).toMatchObject({ refused: 3, promptTokens: 1, statuses: { 500: 1, 502: 1, 503: 1 } });
});

test("429 names the delay it was given", async () => {
  const { gemini, ask } = await startCalledGemini();
  gemini.faults.add({ fault: { kind: "quota", retryDelay: 34.5 } });
  const refused = await ask(FLASH, "One");
  expect([refused.status, retryDelayIn(refused.body)]).toEqual([429, 34_500]);
});

test("one call finds the model retired, and another its cache gone", async () => {
  const { gemini, ask, call } = await startCalledGemini();
  gemini.faults.add({ fault: { kind: "retired" } });
  expect((await ask(FLASH, "One")).status).toBe(404);
  const { name } = (await call("POST", "/v1/cachedContents", { model: `models/${FLASH}`, ...saying(longText(5_000)) }))
    .body;
  const planned = gemini.faults.add({ fault: { kind: "cache vanishes" } });
  expect((await ask(FLASH, "Two")).status).toBe(200);
  expect(planned.left()).toBe(1);
  expect((await ask(FLASH, saying("Three", { cachedContent: name }))).status).toBe(403);
  expect(gemini.caches()).toEqual([]);
});

test("a fault meets the calls that it is meant for", async () => {
  const { gemini, ask, call } = await startCalledGemini();
  const planned = gemini.faults.add({
    on: { model: PRO, endpoint: "generateContent", contains: /port \d+/ },
    fault: { kind: "fails", status: 500 },
    times: 2,
    after: 1,
  });
  const statuses = async (...calls: [string, string][]) => {
    const seen: number[] = [];
    for (const [model, text] of calls) seen.push((await ask(model, text)).status);
    return seen;
  };
  expect(await statuses([FLASH, "port 80"], [PRO, "port"], [PRO, "port 80"])).toEqual([200, 200, 200]);
  expect((await call("POST", `/v1/models/${PRO}:countTokens`, saying("port 80"))).status).toBe(200);
  expect(await statuses([PRO, "port 80"], [PRO, "port 81"], [PRO, "port 82"])).toEqual([500, 500, 200]);
  expect(planned.left()).toBe(0);
  const endless = gemini.faults.add({ fault: { kind: "fails", status: 500 }, times: Number.POSITIVE_INFINITY });
  expect(await statuses([LITE, "a"], [LITE, "b"])).toEqual([500, 500]);
  endless.end();
  expect(await statuses([LITE, "c"])).toEqual([200]);
  gemini.faults.add({ fault: { kind: "fails", status: 500 } });
  gemini.faults.clear();
  expect(await statuses([LITE, "d"])).toEqual([200]);
});

test("half of an answer comes, and then the socket is cut", async () => {
  const { gemini, send } = await startCalledGemini();
  gemini.faults.add({ fault: { kind: "cut" } });
  const response = await send("POST", PATH, { body: saying("Hello") });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
  expect(gemini.requests().at(-1)).toMatchObject({ fate: "lost", fault: "cut", usage: { promptTokenCount: 1 } });
});

test("what is not for a model's answer is left to those that it can happen to", async () => {
  const { gemini, ask, stream } = await startCalledGemini();
  const planned = gemini.faults.add({ fault: { kind: "ends early" } });
  const asked = forJson("Hello", { type: "object", properties: { reply: { type: "string" } }, required: ["reply"] });
  expect(textOf((await ask(FLASH, asked)).body)).toMatch(/^\{"reply":/);
  expect(planned.left()).toBe(1);
  await stream(FLASH, asked);
  expect(planned.left()).toBe(0);
});
