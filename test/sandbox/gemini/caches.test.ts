import { expect, test } from "vitest";
import { FLASH, handClock, longText, PRO, saying, startCalledGemini } from "./call-gemini.ts";

const HOUR = 3_600_000;
const DOCUMENTS = longText(5_000);

async function startWithCache() {
  const clock = handClock();
  const started = await startCalledGemini({ now: clock.now });
  const create = (more: object = {}) =>
    started.call("POST", "/v1/cachedContents", { model: `models/${FLASH}`, ...saying(DOCUMENTS), ...more });
  const made = await create({ ttl: "3600s", displayName: "docs" });
  const use = (cachedContent: string, more: object = {}) =>
    started.ask(FLASH, saying("How?", { cachedContent, ...more }));
  return { ...started, clock, create, made, name: made.body.name, use };
}

test("a cache is made, shown, listed, prolonged and deleted", async () => {
  const { call, clock, create, made, name } = await startWithCache();
  expect(made).toMatchObject({
    status: 200,
    body: {
      name: expect.stringMatching(/^cachedContents\/\w+$/),
      model: `models/${FLASH}`,
      displayName: "docs",
      createTime: "2026-11-20T10:00:00.000Z",
      expireTime: "2026-11-20T11:00:00.000Z",
      usageMetadata: { totalTokenCount: expect.any(Number) },
    },
  });
  expect((await call("GET", `/v1/${name}`)).body).toEqual(made.body);
  clock.pass(HOUR / 2);
  expect((await call("PATCH", `/v1/${name}`, { ttl: "7200s" })).body).toMatchObject({
    expireTime: "2026-11-20T12:30:00.000Z",
    updateTime: "2026-11-20T10:30:00.000Z",
  });
  await create();
  const first = (await call("GET", "/v1/cachedContents?pageSize=1")).body;
  expect(first).toMatchObject({ cachedContents: [{ name }], nextPageToken: "1" });
  const second = (await call("GET", "/v1/cachedContents?pageSize=1&pageToken=1")).body;
  expect(second).toMatchObject({ cachedContents: [{ name: expect.not.stringMatching(name) }] });
  expect(second).not.toHaveProperty("nextPageToken");
  expect(await call("DELETE", `/v1/${name}`, {})).toEqual({ status: 200, body: {} });
  expect(await call("GET", `/v1/${name}`)).toMatchObject({ status: 403 });
});

test("what a cache holds is part of the prompt, and counted as cached", async () => {
  const { gemini, made, name, use } = await startWithCache();
  const { body } = await use(name);
  const { totalTokenCount } = made.body.usageMetadata;
  expect(body.usageMetadata).toMatchObject({
    cachedContentTokenCount: totalTokenCount,
    promptTokenCount: totalTokenCount + 2,
  });
  expect(gemini.requests().at(-1)).toMatchObject({ cachedContent: name, prompt: `${DOCUMENTS}\n\nHow?` });
});

test("one that expired, was deleted or never was: 403", async () => {
  const { gemini, clock, create, name, use } = await startWithCache();
  const gone = {
    status: 403,
    body: { error: { status: "PERMISSION_DENIED", message: expect.stringMatching(/^CachedContent not found/) } },
  };
  expect(await use("cachedContents/never")).toMatchObject(gone);
  clock.pass(HOUR - 1);
  expect(await use(name)).toMatchObject({ status: 200 });
  clock.pass(1);
  expect(await use(name)).toMatchObject(gone);
  const other = (await create()).body.name;
  expect(gemini.caches()).toMatchObject([{ name: other }]);
  gemini.dropCaches();
  expect(await use(other)).toMatchObject(gone);
});

test("with a cache go no instructions, no tools and no other model", async () => {
  const { ask, name, use } = await startWithCache();
  for (const more of [{ systemInstruction: { parts: [{ text: "a" }] } }, { tools: [{}] }, { toolConfig: {} }]) {
    expect(await use(name, more)).toMatchObject({
      status: 400,
      body: {
        error: { message: expect.stringMatching(/^CachedContent can not be used with GenerateContent request/) },
      },
    });
  }
  expect(await ask("gemini-3.5-flash-lite", saying("How?", { cachedContent: name }))).toMatchObject({ status: 400 });
});

test.each([
  [
    "too small",
    { contents: [{ parts: [{ text: longText(3_000) }] }] },
    /^Cached content is too small. total_token_count=\d+, min_total_token_count=4096$/,
  ],
  ["a model without the ability", { model: `models/${PRO}` }, /does not support cached content/],
  ["a time to live that is none", { ttl: "soon" }, /cached_content.ttl/],
  ["an end in the past", { expireTime: "2026-11-20T09:00:00Z" }, /expire_time/],
])("none is made: %s", async (_why, more, message) => {
  const { create } = await startWithCache();
  expect(await create(more)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(message) } },
  });
});

test("on Vertex it is named with its project, and is nobody else's to list", async () => {
  const { send } = await startWithCache();
  const parent = "projects/proj-1/locations/us-central1";
  const call = async (method: string, path: string, body?: object) => {
    const response = await send(method, `/v1beta1/${path}`, { headers: { authorization: "Bearer token" }, body });
    return (await response.json()) as { name: string };
  };
  const model = `${parent}/publishers/google/models/${FLASH}`;
  const made = await call("POST", `${parent}/cachedContents`, { model, ...saying(DOCUMENTS) });
  expect(made).toMatchObject({ name: expect.stringMatching(`^${parent}/cachedContents/`), model });
  expect(await call("GET", `${parent}/cachedContents`)).toMatchObject({ cachedContents: [{ name: made.name }] });
  expect(await call("GET", "projects/proj-2/locations/us-central1/cachedContents")).toEqual({});
  expect(await call("POST", `${model}:generateContent`, saying("How?", { cachedContent: made.name }))).toMatchObject({
    usageMetadata: { cachedContentTokenCount: expect.any(Number) },
  });
});

test("storing is counted in tokens × hours, to the end of each", async () => {
  const { gemini, clock, call, create, made, name } = await startWithCache();
  const { totalTokenCount: tokens } = made.body.usageMetadata;
  clock.pass(HOUR / 4);
  await call("DELETE", `/v1/${name}`, {});
  await create({ ttl: "1800s" });
  clock.pass(5 * HOUR);
  expect(gemini.totalsOf(FLASH).storedTokenHours).toBeCloseTo(tokens * 0.75);
});
