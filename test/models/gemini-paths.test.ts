import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import { expect, onTestFinished, test } from "vitest";
import { CACHING, FAST } from "./gateway-world.ts";
import { ACCESSES, request } from "./wire-requests.ts";

const { signal } = new AbortController();

/** Where the calls go, and nothing comes back. */
async function startListener() {
  const paths: string[] = [];
  const server = createServer((heard, answer) => {
    paths.push(heard.url ?? "");
    answer.writeHead(503).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { paths, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const VERTEX_PATH = "/v1beta1/projects/proj-1/locations/us-central1";
const VERTEX_MODELS = `${VERTEX_PATH}/publishers/google/models`;

test.each([
  ["the Gemini API", {}, "/v1/models", "/v1beta/models", "/v1beta"],
  ["the Gemini API, told a version", { apiVersion: "v1alpha" }, "/v1alpha/models", "/v1beta/models", "/v1beta"],
  ["Vertex AI", undefined, VERTEX_MODELS, VERTEX_MODELS, VERTEX_PATH],
])("caches of %s, and calls that name one, go to a version that has them", async (_, keyed, plain, cached, caches) => {
  const { paths, baseUrl } = await startListener();
  const [, vertex] = ACCESSES[1]!;
  const wire = createGemini({ ...(keyed ? { apiKey: "key", ...keyed } : vertex), baseUrl });
  const prefix = { rules: "You draft.", material: [] };
  await wire.generate(request(), signal);
  await wire.generate(request({ prefix: { cachedContent: "cachedContents/1" } }), signal);
  await wire.createCache({ model: CACHING, displayName: "acme", prefix, ttlSeconds: 60 }, signal);
  await wire.extendCache("cachedContents/1", 60, signal);
  await wire.deleteCache("cachedContents/1", signal);
  expect(paths).toEqual([
    `${plain}/${FAST}:generateContent`,
    `${cached}/${FAST}:generateContent`,
    ...[`${caches}/cachedContents`, `${caches}/cachedContents/1`, `${caches}/cachedContents/1`],
  ]);
});
