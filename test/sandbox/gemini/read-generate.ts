import type { Cache } from "./caches.ts";
import { type Content, checkNames, isJson, type Json, readContents, readSystem } from "./contents.ts";
import type { Models, ThinkingLevel } from "./models.ts";
import { invalid } from "./refusal.ts";
import { readSchema, type Schema } from "./schema.ts";

export type Generate = {
  system: string;
  contents: Content[];
  cache: Cache | undefined;
  schema: Schema | undefined;
  json: boolean;
  maxOutputTokens: number;
  thinks: ThinkingLevel | number;
};

const NAMES =
  "contents systemInstruction cachedContent tools toolConfig safetySettings generationConfig labels serviceTier store continuationToken model";
const CONFIG =
  "stopSequences responseMimeType responseSchema responseJsonSchema candidateCount maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs thinkingConfig responseModalities mediaResolution";
const LEVELS: readonly unknown[] = ["MINIMAL", "LOW", "MEDIUM", "HIGH"] satisfies ThinkingLevel[];
const WITH_CACHE =
  "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request.";
const MOST_OUTPUT = 65_536;

type Model = ReturnType<Models["at"]>;

/** What is asked of a model, or why that can't be asked. */
export function readGenerate(body: Json, model: Model, getCache: (name: string) => Cache): Generate {
  checkNames(body, NAMES.split(" "));
  const contents = readContents(body.contents);
  if (!contents.length) throw invalid("* GenerateContentRequest.contents: contents is not specified\n");
  if (contents.at(-1)?.role === "model") {
    throw invalid("Requests that end with a model turn are not supported. Please end the contents with a user turn.");
  }
  const config = readConfig(body.generationConfig, model);
  const cache = readCache(body, model, getCache);
  return { ...config, contents, system: readSystem(body.systemInstruction), cache };
}

function readCache(body: Json, model: Model, getCache: (name: string) => Cache): Cache | undefined {
  const { cachedContent } = body;
  if (cachedContent === undefined) return undefined;
  if (body.systemInstruction !== undefined || body.tools !== undefined || body.toolConfig !== undefined) {
    throw invalid(WITH_CACHE);
  }
  const cache = getCache(String(cachedContent));
  if (cache.model === model.id) return cache;
  throw invalid(
    `Model used by GenerateContent request (models/${model.id}) and CachedContent (models/${cache.model}) has to be the same.`,
  );
}

function readConfig(value: unknown, model: Model): Omit<Generate, "contents" | "system" | "cache"> {
  const config = value ?? {};
  if (!isJson(config)) throw invalid("Invalid value at 'generation_config'");
  checkNames(config, CONFIG.split(" "), "generation_config");
  for (const name of ["temperature", "topP", "topK"]) {
    if (config[name] === undefined || model.sampling) continue;
    throw invalid(`${name} is not supported by ${model.id}. Please remove it from the generation config.`);
  }
  const { maxOutputTokens = MOST_OUTPUT, responseMimeType = "text/plain", responseSchema, responseJsonSchema } = config;
  if (!Number.isInteger(maxOutputTokens) || Number(maxOutputTokens) < 1) {
    throw invalid("* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be positive.");
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalid("Only one of response_schema and response_json_schema may be set.");
  }
  const schema = responseSchema ?? responseJsonSchema;
  if (schema !== undefined && responseMimeType === "text/plain") {
    throw invalid("Function calling config or response schema requires response_mime_type 'application/json'.");
  }
  return {
    schema: schema === undefined ? undefined : readSchema(schema),
    json: responseMimeType === "application/json",
    maxOutputTokens: Math.min(MOST_OUTPUT, Number(maxOutputTokens)),
    thinks: readThinking(config.thinkingConfig, model),
  };
}

function readThinking(value: unknown, model: Model): Generate["thinks"] {
  const config = value ?? {};
  if (!isJson(config)) throw invalid("Invalid value at 'generation_config.thinking_config'");
  const { thinkingLevel, thinkingBudget } = config;
  if (thinkingLevel !== undefined && thinkingBudget !== undefined) {
    throw invalid("You can only set only one of thinking budget and thinking level.");
  }
  if (thinkingBudget !== undefined) {
    if (!model.thinkingBudget) throw invalid(`Thinking budget is not supported by ${model.id}. Use thinking level.`);
    return Number(thinkingBudget);
  }
  const level = thinkingLevel ?? model.thinks ?? "MINIMAL";
  if (!isLevel(level)) {
    throw invalid(
      `Invalid value at 'generation_config.thinking_config.thinking_level' (TYPE_ENUM), ${JSON.stringify(level)}`,
    );
  }
  return level;
}

function isLevel(value: unknown): value is ThinkingLevel {
  return LEVELS.includes(value);
}
