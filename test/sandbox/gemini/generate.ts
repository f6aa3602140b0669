import { createHash } from "node:crypto";
import { spread } from "@frontdesk/shared/domain/spread";
import { answerTo } from "./answer.ts";
import type { Content } from "./contents.ts";
import type { ThinkingLevel } from "./models.ts";
import { type Generate, readGenerate } from "./read-generate.ts";
import { readPrompt } from "./read-prompt.ts";
import { invalid } from "./refusal.ts";
import type { Call, Reply } from "./reply.ts";
import { countTokens, cutTokens } from "./tokens.ts";
import { type Usage, usageOf } from "./usage.ts";
import type { World } from "./world.ts";

const LONGEST_PROMPT = 1_048_576;
const THOUGHTS: { [level in ThinkingLevel]: [from: number, to: number] } = {
  ...{ MINIMAL: [0, 0], LOW: [40, 160], MEDIUM: [200, 900], HIGH: [900, 3_600] },
};
const PIECE = 32;
const MOST_PIECES = 64;
/** So that there is always a middle for a stream to break in. */
const LEAST_PIECES = 4;

export function generate(world: World, { address, body, fault, nth }: Call): Reply {
  const model = world.models.at(address);
  const asked = readGenerate(body, model, world.caches.get);
  const prompt = promptOf(asked);
  const count = countPrompt(asked);
  if (count > LONGEST_PROMPT) {
    throw invalid(`The input token count (${count}) exceeds the maximum number of tokens allowed (${LONGEST_PROMPT}).`);
  }
  world.quotas.take(model.id, count);
  // Of a prompt that is one part in an explicit cache, the rest is new.
  const cached = asked.cache?.tokens ?? world.prefixes.known(model.id, prompt, count);
  const about = {
    modelVersion: model.id,
    responseId: createHash("sha256").update(`${world.seed}:response:${nth}`).digest("base64url").slice(0, 22),
  };
  const done = () => world.prefixes.remember(model.id, prompt);
  if (fault?.kind === "blocked prompt") {
    const usage = usageOf({ prompt: count, cached });
    const promptFeedback = { blockReason: fault.reason ?? "PROHIBITED_CONTENT" };
    const whole = { promptFeedback, usageMetadata: usage, ...about };
    return { body: whole, frames: [whole], usage };
  }
  const told = answerTo({
    prompt: readPrompt({ system: systemOf(asked), cached: asked.cache?.contents ?? [], contents: asked.contents }),
    schema: asked.schema,
    json: asked.json,
    fault,
  });
  const spared = fault?.kind === "huge" || fault?.kind === "says";
  const thoughts = fault?.kind === "no text" ? asked.maxOutputTokens : thoughtsOf(asked, `${world.seed}:${prompt}`);
  const most = spared ? Number.POSITIVE_INFINITY : asked.maxOutputTokens;
  const thought = Math.min(thoughts, most);
  const text = cutTokens(told, most - thought);
  const usage = usageOf({ prompt: count, cached, thoughts: thought, output: countTokens(text) });
  const finishReason = text.length < told.length ? "MAX_TOKENS" : "STOP";
  if (fault?.kind === "no candidates") {
    const nothing = { usageMetadata: usageOf({ prompt: count, cached, thoughts: thought }), ...about };
    return { body: nothing, frames: [nothing], usage: nothing.usageMetadata, done };
  }
  if (fault?.kind === "blocked answer") return blocked(fault.reason ?? "SAFETY", { text, usage, about });
  return {
    body: frameOf(text, { usage, about, finishReason, thought }),
    frames: piecesOf(text).map((piece, index, pieces) =>
      frameOf(piece, { usage, about, thought, ...(index === pieces.length - 1 ? { finishReason } : {}) }),
    ),
    ...{ usage, finishReason, answer: text, done },
  };
}

/** In the order in which a model reads it. */
function promptOf(asked: Generate): string {
  return [systemOf(asked), ...turns(asked.cache?.contents ?? []), ...turns(asked.contents)].join("\n\n");
}

function systemOf({ system, cache }: Generate): string {
  return cache ? cache.system : system;
}

function turns(contents: Content[]): string[] {
  return contents.map(({ role, text }) => `${role}: ${text}`);
}

function countPrompt({ system, contents, cache }: Generate): number {
  const own = contents.reduce((sum, { text }) => sum + countTokens(text), countTokens(system));
  return own + (cache?.tokens ?? 0);
}

function thoughtsOf({ thinks }: Generate, seed: string): number {
  const [from, to] = typeof thinks === "number" ? [thinks / 2, thinks] : THOUGHTS[thinks];
  return Math.max(0, Math.round(from + (to - from) * spread(seed)));
}

type Framing = { usage: Usage; about: object; finishReason?: string; thought: number };

function frameOf(text: string, { usage, about, finishReason, thought }: Framing): object {
  const signature = thought > 0 && finishReason ? { thoughtSignature: "AAAA" } : {};
  const content = text ? { parts: [{ text, ...signature }], role: "model" } : { role: "model" };
  return {
    candidates: [{ content, ...(finishReason ? { finishReason } : {}), index: 0 }],
    usageMetadata: usage,
    ...about,
  };
}

/** What came before the block has gone out already when it streams; in one answer it is held back. */
function blocked(reason: string, { text, usage, about }: { text: string; usage: Usage; about: object }): Reply {
  const safetyRatings = [{ category: "HARM_CATEGORY_DANGEROUS_CONTENT", probability: "HIGH", blocked: true }];
  const last = { candidates: [{ finishReason: reason, index: 0, safetyRatings }], usageMetadata: usage, ...about };
  const first = piecesOf(text)[0] ?? "";
  return { body: last, frames: [frameOf(first, { usage, about, thought: 0 }), last], usage, finishReason: reason };
}

function piecesOf(text: string): string[] {
  const tokens = countTokens(text);
  const size = Math.max(1, Math.ceil(tokens / MOST_PIECES), Math.min(PIECE, Math.ceil(tokens / LEAST_PIECES)));
  const pieces: string[] = [];
  let rest = text;
  do {
    const piece = cutTokens(rest, size);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  } while (rest);
  return pieces;
}

export function countPromptTokens(world: World, { address, body }: Call): Reply {
  const model = world.models.at(address);
  const { generateContentRequest, ...own } = body;
  const { model: _named, ...asked } = (generateContentRequest ?? own) as Call["body"];
  const count = countPrompt(readGenerate(asked, model, world.caches.get));
  return { body: { totalTokens: count, promptTokensDetails: [{ modality: "TEXT", tokenCount: count }] } };
}
