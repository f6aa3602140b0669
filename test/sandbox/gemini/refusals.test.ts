import { expect, test } from "vitest";
import { FLASH, forJson, handClock, LITE, PRO, saying, startCalledGemini } from "./call-gemini.ts";

const PROJECT = "/v1beta1/projects/proj-1/locations/us-central1";
const config = (generationConfig: object) => saying("Hello", { generationConfig });

test("unknown models are 404, in the words of the service that was asked", async () => {
  const { ask, send } = await startCalledGemini();
  expect(await ask("gemini-1.5-pro", "Hello")).toMatchObject({
    status: 404,
    body: {
      error: {
        code: 404,
        status: "NOT_FOUND",
        message: expect.stringMatching(/^models\/gemini-1.5-pro is not found for API version v1,/),
      },
    },
  });
  expect(await ask("gemini-embedding-2", "Hello")).toMatchObject({ status: 404 });
  const response = await send("POST", `${PROJECT}/publishers/google/models/nope:generateContent`, {
    headers: { authorization: "Bearer token" },
    body: saying("Hello"),
  });
  expect(await response.json()).toMatchObject({
    error: { code: 404, message: expect.stringMatching(/^Publisher Model `projects\/proj-1\/.*\/nope` was not found/) },
  });
});

test("a model is retired, by its date or by the test, until that is ended", async () => {
  const clock = handClock();
  const { gemini, ask } = await startCalledGemini({ now: clock.now });
  const status = async (model: string) => (await ask(model, "Hello")).status;
  expect([await status("gemini-2.5-flash"), await status(FLASH)]).toEqual([200, 200]);
  const retired = gemini.retire(FLASH);
  clock.pass(11 * 24 * 3_600_000);
  expect([await status("gemini-2.5-flash"), await status(FLASH)]).toEqual([404, 404]);
  retired.end();
  expect([await status("gemini-2.5-flash"), await status(FLASH)]).toEqual([404, 200]);
});

test.each([
  ["temperature", FLASH, config({ temperature: 0.1 }), /^temperature is not supported by gemini-3.8-flash/],
  ["topP", PRO, config({ topP: 0.9 }), /^topP is not supported/],
  ["topK", PRO, config({ topK: 4 }), /^topK is not supported/],
  ["a thinking budget", PRO, config({ thinkingConfig: { thinkingBudget: 100 } }), /^Thinking budget is not supported/],
  ["an unknown level", PRO, config({ thinkingConfig: { thinkingLevel: "HUGE" } }), /thinking_level/],
  [
    "a budget and a level",
    LITE,
    config({ thinkingConfig: { thinkingLevel: "LOW", thinkingBudget: 1 } }),
    /only one of/,
  ],
  [
    "a last turn of the model's",
    FLASH,
    {
      contents: [
        { role: "user", parts: [{ text: "a" }] },
        { role: "model", parts: [{ text: "b" }] },
      ],
    },
    /end with a model turn/,
  ],
  ["no contents", FLASH, {}, /contents is not specified/],
  ["no parts", FLASH, { contents: [{ role: "user", parts: [] }] }, /parts must not be empty/],
  ["another role", FLASH, { contents: [{ role: "system", parts: [{ text: "a" }] }] }, /valid role: user, model/],
  ["text that is none", FLASH, { contents: [{ parts: [{ text: 1 }] }] }, /contents\[0\].parts\[0\].text/],
  ["contents that are none", FLASH, { contents: "Hello" }, /Invalid value at 'contents\[0\]'/],
  ["an unknown field", FLASH, saying("Hello", { promt: 1 }), /Unknown name "promt": Cannot find field/],
  ["an unknown setting", FLASH, config({ maxTokens: 1 }), /Unknown name "maxTokens" at 'generation_config'/],
  ["a schema for text", FLASH, config({ responseJsonSchema: { type: "object" } }), /response_mime_type/],
  ["two schemas", FLASH, forJson("Hello", { type: "object" }, { responseSchema: { type: "OBJECT" } }), /Only one of/],
  ["a schema that refers to nothing", FLASH, forJson("Hello", { $ref: "#/$defs/none" }), /Invalid reference/],
  ["a million tokens and more", FLASH, saying("1".repeat(1_048_577)), /exceeds the maximum number of tokens allowed/],
])("%s: 400", async (_what, model, body, message) => {
  const { ask } = await startCalledGemini();
  expect(await ask(model, body)).toMatchObject({
    status: 400,
    body: { error: { code: 400, status: "INVALID_ARGUMENT", message: expect.stringMatching(message) } },
  });
});

test("older models still take a temperature", async () => {
  const { ask } = await startCalledGemini();
  expect(await ask(LITE, config({ temperature: 0.1, topP: 1, topK: 1 }))).toMatchObject({ status: 200 });
});

test("without a key: 403 from the Gemini API, 401 from Vertex; a project takes no key", async () => {
  const { send } = await startCalledGemini();
  const status = async (path: string, headers: { [name: string]: string }) =>
    (await send("POST", path, { headers, body: saying("Hello") })).status;
  const [gemini, vertex] = [`/v1/models/${FLASH}`, `${PROJECT}/publishers/google/models/${FLASH}`];
  expect(await status(`${gemini}:generateContent`, { "x-goog-api-key": "" })).toBe(403);
  expect(await status(`${vertex}:generateContent`, { "x-goog-api-key": "" })).toBe(401);
  expect(await status(`${vertex}:generateContent`, { "x-goog-api-key": "key" })).toBe(401);
  expect(await status(`${gemini}:generateContent?key=key`, { "x-goog-api-key": "" })).toBe(200);
});

test("other addresses are a page, and a body that isn't JSON is told so", async () => {
  const { send, gemini } = await startCalledGemini();
  const response = await send("POST", `/v1/models/${FLASH}:predict`, { body: {} });
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  const broken = await fetch(`${gemini.url}/v1/models/${FLASH}:generateContent`, { method: "POST", body: "{" });
  expect([broken.status, await broken.json()]).toMatchObject([400, { error: { status: "INVALID_ARGUMENT" } }]);
});
