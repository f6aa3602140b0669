import { createHash } from "node:crypto";
import { isJson, type Json, readContent } from "./contents.ts";
import { invalid } from "./refusal.ts";
import type { Call, Reply } from "./reply.ts";
import { countTokens } from "./tokens.ts";
import { usageOf } from "./usage.ts";
import { wordsOf } from "./words.ts";
import type { World } from "./world.ts";

const DIMENSIONS = 3_072;

/** One vector for each content, however many parts it has. */
export function embed(world: World, { address, body }: Call): Reply {
  const model = world.models.at(address);
  const asked = readAsked(body, address.endpoint);
  const prompt = asked.texts.reduce((sum, text) => sum + countTokens(text), 0);
  world.quotas.take(model.id, prompt);
  const vectors = asked.texts.map((text) => ({ values: vectorOf(text, asked.dimensions) }));
  const usage = usageOf({ prompt });
  switch (address.endpoint) {
    case "batchEmbedContents":
      return { body: { embeddings: vectors }, usage };
    case "predict": {
      const statistics = (text = "") => ({ token_count: countTokens(text), truncated: false });
      const predictions = vectors.map(({ values }, index) => ({
        embeddings: { values, statistics: statistics(asked.texts[index]) },
      }));
      return { body: { predictions }, usage };
    }
    default: {
      const more = address.flavour === "vertex" ? { truncated: false, usageMetadata: usage } : {};
      return { body: { embedding: vectors[0], ...more }, usage };
    }
  }
}

function readAsked(body: Json, endpoint: string): { texts: string[]; dimensions: number } {
  if (endpoint === "predict") {
    const instances = Array.isArray(body.instances) ? body.instances.filter(isJson) : [];
    if (!instances.length) throw invalid("The instances field is required.");
    const { outputDimensionality } = isJson(body.parameters) ? body.parameters : {};
    return { texts: instances.map(({ content }) => String(content)), dimensions: dimensionsIn(outputDimensionality) };
  }
  const requests = endpoint === "batchEmbedContents" ? body.requests : [body];
  if (!Array.isArray(requests) || !requests.length)
    throw invalid("* BatchEmbedContentsRequest.requests: requests is empty");
  const read = requests.filter(isJson);
  const config = read[0]?.embedContentConfig;
  return {
    texts: read.map(({ content }, index) => readContent(content, `requests[${index}].content`).text),
    dimensions: dimensionsIn((isJson(config) ? config : read[0])?.outputDimensionality),
  };
}

function dimensionsIn(value: unknown): number {
  const dimensions = Number(value ?? DIMENSIONS);
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > DIMENSIONS) {
    throw invalid(`output_dimensionality must be between 1 and ${DIMENSIONS}.`);
  }
  return dimensions;
}

/** Of length 1. Texts that share words point in like directions. */
function vectorOf(text: string, dimensions: number): number[] {
  const values = new Array<number>(dimensions).fill(0);
  for (const word of [...wordsOf(text), `length ${text.length}`]) {
    const digest = createHash("sha1").update(word).digest();
    const weight = word.startsWith("length ") ? 0.1 : 1;
    for (const offset of [0, 4, 8, 12]) {
      const at = digest.readUInt32BE(offset) % dimensions;
      values[at] = (values[at] ?? 0) + (digest.readUInt8(16) & (1 << (offset / 4)) ? weight : -weight);
    }
  }
  const length = Math.hypot(...values) || 1;
  return values.map((value) => Number((value / length).toFixed(8)));
}
