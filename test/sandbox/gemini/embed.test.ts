import { expect, test } from "vitest";
import { startCalledGemini } from "./call-gemini.ts";

type Vectors = { embeddings: { values: number[] }[] };
const content = (...texts: string[]) => ({ role: "user", parts: texts.map((text) => ({ text })) });
const project = "/v1beta1/projects/proj-1/locations/us-central1/publishers/google/models";

async function startEmbedding() {
  const started = await startCalledGemini();
  const embed = async (model: string, contents: object[], outputDimensionality?: number) => {
    const requests = contents.map((one) => ({ content: one, model: `models/${model}`, outputDimensionality }));
    const { body } = await started.call("POST", `/v1/models/${model}:batchEmbedContents`, { requests });
    return (body as unknown as Vectors).embeddings.map(({ values }) => values);
  };
  return { ...started, embed };
}

const cosine = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

test("one vector a content, the same each time, and near for texts that share words", async () => {
  const { embed } = await startEmbedding();
  const asked = ["The webhook secret is wrong", "A wrong secret of the webhook", "Dark mode for the console"];
  const [one, near, far] = await embed(
    "gemini-embedding-2",
    asked.map((text) => content(text)),
    768,
  );
  expect(one).toHaveLength(768);
  expect(cosine(one, one)).toBeCloseTo(1, 5);
  expect(cosine(one, near)).toBeGreaterThan(0.7);
  expect(cosine(one, far)).toBeLessThan(0.3);
  expect(await embed("gemini-embedding-2", [content(asked[0] ?? "")], 768)).toEqual([one]);
});

test("two parts are one vector", async () => {
  const { embed } = await startEmbedding();
  const vectors = await embed("gemini-embedding-2", [content("a", "b")]);
  expect(vectors).toHaveLength(1);
  expect(vectors[0]).toHaveLength(3_072);
});

test("Vertex embeds one content, or many instances by the older model, and all is counted", async () => {
  const { gemini, send } = await startEmbedding();
  const call = async (path: string, body: object) =>
    (await send("POST", `${project}/${path}`, { headers: { authorization: "Bearer token" }, body })).json();
  expect(
    await call("gemini-embedding-2:embedContent", {
      content: content("Hello"),
      embedContentConfig: { outputDimensionality: 4 },
    }),
  ).toMatchObject({ embedding: { values: { length: 4 } }, truncated: false, usageMetadata: { promptTokenCount: 1 } });
  expect(
    await call("gemini-embedding-001:predict", {
      instances: [{ content: "Hello" }, { content: "Hello there" }],
      parameters: { outputDimensionality: 8 },
    }),
  ).toMatchObject({
    predictions: [
      { embeddings: { values: { length: 8 }, statistics: { token_count: 1, truncated: false } } },
      { embeddings: { statistics: { token_count: 2 } } },
    ],
  });
  expect(gemini.totals()).toMatchObject({
    "gemini-embedding-2": { promptTokens: 1 },
    "gemini-embedding-001": { promptTokens: 3 },
  });
});

test("text models embed nothing, and dimensions have bounds", async () => {
  const { call } = await startEmbedding();
  const ask = (model: string, outputDimensionality: number) =>
    call("POST", `/v1/models/${model}:embedContent`, { content: content("a"), outputDimensionality });
  expect(await ask("gemini-3.8-flash", 8)).toMatchObject({ status: 404 });
  expect(await ask("gemini-embedding-2", 5_000)).toMatchObject({ status: 400 });
});
