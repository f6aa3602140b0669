import { expect, test } from "vitest";
import {
  FLASH,
  forJson,
  frameIn,
  handClock,
  LITE,
  longText,
  PRO,
  saying,
  startCalledGemini,
  textOf,
} from "./call-gemini.ts";

const PROJECT = "/v1beta1/projects/proj-1/locations/us-central1";

test.each([
  ["/v1/models", { "x-goog-api-key": "key" }],
  ["/v1beta/models", { "x-goog-api-key": "key" }],
  [`${PROJECT}/publishers/google/models`, { "x-goog-api-key": "", authorization: "Bearer token" }],
  ["/v1beta1/publishers/google/models", { "x-goog-api-key": "key" }],
])("it answers under %s", async (prefix, headers) => {
  const { gemini, send } = await startCalledGemini();
  const response = await send("POST", `${prefix}/${FLASH}:generateContent`, { headers, body: saying("Hello") });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    candidates: [{ content: { role: "model", parts: [{ text: expect.any(String) }] }, finishReason: "STOP", index: 0 }],
    usageMetadata: { promptTokenCount: 1, promptTokensDetails: [{ modality: "TEXT", tokenCount: 1 }] },
    modelVersion: FLASH,
  });
  expect(gemini.requests()).toMatchObject([{ flavour: prefix.includes("publishers") ? "vertex" : "gemini" }]);
});

test("what it counts adds up", async () => {
  const { ask, call } = await startCalledGemini();
  const asked = saying("How do I configure the proxy?", { systemInstruction: { parts: [{ text: "You triage." }] } });
  const { usageMetadata: usage } = (await ask(PRO, asked)).body;
  expect(usage.thoughtsTokenCount).toBeGreaterThan(900);
  expect(usage.totalTokenCount).toBe(
    usage.promptTokenCount + (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
  );
  expect((await call("POST", `/v1/models/${PRO}:countTokens`, asked)).body).toEqual({
    totalTokens: usage.promptTokenCount,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: usage.promptTokenCount }],
  });
});

test("a level says how much it thinks, and the same call costs the same again", async () => {
  const { ask } = await startCalledGemini();
  const thoughts = async (thinkingLevel: string) => {
    const generationConfig = { thinkingConfig: { thinkingLevel } };
    return (await ask(FLASH, saying("Why?", { generationConfig }))).body.usageMetadata.thoughtsTokenCount ?? 0;
  };
  const [none = 0, low = 0, medium = 0, high = 0, again] = [
    await thoughts("MINIMAL"),
    await thoughts("LOW"),
    await thoughts("MEDIUM"),
    await thoughts("HIGH"),
    await thoughts("HIGH"),
  ];
  expect(none).toBe(0);
  expect([low > 0, medium > low, high > medium]).toEqual([true, true, true]);
  expect(again).toBe(high);
});

const FILLED = {
  $defs: {
    place: { type: "object", properties: { at: { $ref: "#/$defs/count" } }, required: ["at"] },
    count: { type: "integer", minimum: 3 },
  },
  type: "object",
  properties: {
    mode: { type: "string", enum: ["fast", "slow"] },
    share: { type: "number", exclusiveMinimum: 0, maximum: 1 },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
    places: { type: "array", items: { $ref: "#/$defs/place" }, minItems: 2 },
    fixed: { const: "so" },
    when: { type: "string", format: "date-time" },
    code: { type: "string", minLength: 12, maxLength: 20 },
    maybe: { type: "string" },
  },
  required: ["mode", "share", "note", "places", "fixed", "when", "code"],
  additionalProperties: false,
};

test("JSON fits whatever schema is given", async () => {
  const { ask } = await startCalledGemini();
  const value = JSON.parse(textOf((await ask(LITE, forJson("Go", FILLED))).body));
  expect(value).toEqual({
    mode: "fast",
    share: expect.any(Number),
    note: null,
    places: [{ at: 3 }, { at: 3 }],
    fixed: "so",
    when: "2026-01-01T00:00:00Z",
    code: expect.stringMatching(/^.{12,20}$/),
  });
  expect(value.share > 0 && value.share <= 1).toBe(true);
});

test("JSON fits Google's own kind of schema", async () => {
  const { ask } = await startCalledGemini();
  const responseSchema = {
    type: "OBJECT",
    properties: {
      spam: { type: "BOOLEAN" },
      tags: { type: "ARRAY", items: { type: "STRING", format: "enum", enum: ["a", "b"] }, minItems: "1" },
      owner: { type: "STRING", nullable: true },
    },
    required: ["spam", "tags", "owner"],
  };
  const asked = saying("Hello", { generationConfig: { responseMimeType: "application/json", responseSchema } });
  expect(JSON.parse(textOf((await ask(LITE, asked)).body))).toEqual({ spam: false, tags: ["a"], owner: null });
});

test("it streams the same text in pieces, and only the last says why it ends", async () => {
  const { ask, stream } = await startCalledGemini();
  const asked = forJson("How do I do it?", {
    type: "object",
    properties: { reply: { type: "string" } },
    required: ["reply"],
  });
  const whole = (await ask(FLASH, asked)).body;
  const { type, frames } = await stream(FLASH, asked);
  expect(type).toBe("text/event-stream");
  expect(frames.length).toBeGreaterThan(1);
  const bodies = frames.map(frameIn);
  expect(bodies.map(textOf).join("")).toBe(textOf(whole));
  expect(bodies.map(({ candidates }) => candidates?.[0]?.finishReason).filter(Boolean)).toEqual(["STOP"]);
  expect(bodies.at(-1)).toMatchObject({ candidates: [{ finishReason: "STOP" }], usageMetadata: whole.usageMetadata });
});

test("without alt=sse a stream is an array", async () => {
  const { call } = await startCalledGemini();
  const { body } = await call("POST", `/v1/models/${LITE}:streamGenerateContent`, saying("Hello there"));
  expect(Array.isArray(body)).toBe(true);
});

test("it stops at maxOutputTokens, and thoughts count as well", async () => {
  const { ask } = await startCalledGemini();
  const within = async (maxOutputTokens: number, thinkingLevel: string) => {
    const generationConfig = { maxOutputTokens, thinkingConfig: { thinkingLevel } };
    return (await ask(FLASH, saying("How do I do that?", { generationConfig }))).body;
  };
  const short = await within(5, "MINIMAL");
  expect(short).toMatchObject({
    candidates: [{ finishReason: "MAX_TOKENS" }],
    usageMetadata: { candidatesTokenCount: 5 },
  });
  expect(textOf(short)).not.toBe("");
  const silent = await within(30, "LOW");
  expect(silent.candidates).toEqual([{ content: { role: "model" }, finishReason: "MAX_TOKENS", index: 0 }]);
  expect(silent.usageMetadata).toMatchObject({ thoughtsTokenCount: 30 });
});

test("a long beginning that the same model saw lately is counted as cached", async () => {
  const clock = handClock();
  const { ask } = await startCalledGemini({ now: clock.now });
  const documents = longText(3_000);
  const cachedOf = async (model: string, text: string) => (await ask(model, text)).body.usageMetadata;
  expect(await cachedOf(FLASH, `${documents}\n\nOne`)).not.toHaveProperty("cachedContentTokenCount");
  const usage = await cachedOf(FLASH, `${documents}\n\nTwo`);
  expect(usage.cachedContentTokenCount).toBeGreaterThan(2_000);
  expect(usage.cachedContentTokenCount).toBeLessThan(usage.promptTokenCount);
  expect(usage.cacheTokensDetails).toEqual([{ modality: "TEXT", tokenCount: usage.cachedContentTokenCount }]);
  expect(await cachedOf(LITE, `${documents}\n\nTwo`)).not.toHaveProperty("cachedContentTokenCount");
  expect(await cachedOf(FLASH, `Other. ${documents}`)).not.toHaveProperty("cachedContentTokenCount");
  expect(await cachedOf(FLASH, longText(700))).not.toHaveProperty("cachedContentTokenCount");
  clock.pass(6 * 60_000);
  expect(await cachedOf(FLASH, `${documents}\n\nTwo`)).not.toHaveProperty("cachedContentTokenCount");
});
