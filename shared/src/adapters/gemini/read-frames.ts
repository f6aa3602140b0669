import { z } from "zod";
import type { Said, Usage, WireEnd } from "../../ports/model-wire.ts";
import { brokenOff } from "./end-of-error.ts";

const count = z.number().int().nonnegative().default(0);

/** An answer, or a part of a streamed one, as far as it is looked into. */
const frameSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z.array(z.object({ text: z.string().optional(), thought: z.boolean().optional() })).optional(),
          })
          .optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: count,
      cachedContentTokenCount: count,
      candidatesTokenCount: count,
      thoughtsTokenCount: count,
    })
    .optional(),
  modelVersion: z.string().optional(),
});

/** What has come so far. */
export type Collected = {
  frames: number;
  text: string;
  hasCandidate: boolean;
  finishReason?: string | undefined;
  blockReason?: string | undefined;
  usage?: Usage | undefined;
  modelVersion?: string | undefined;
  /** A frame was none. */
  isOdd?: boolean;
};

export const NOTHING: Collected = { frames: 0, text: "", hasCandidate: false };

export function collect(before: Collected, frame: unknown): Collected {
  const { data } = frameSchema.safeParse(frame);
  if (!data) return { ...before, frames: before.frames + 1, isOdd: true };
  const { candidates, promptFeedback, usageMetadata, modelVersion } = data;
  const candidate = candidates?.[0];
  const parts = candidate?.content?.parts ?? [];
  const text = parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join("");
  return {
    ...before,
    frames: before.frames + 1,
    text: before.text + text,
    hasCandidate: before.hasCandidate || candidate !== undefined,
    finishReason: candidate?.finishReason ?? before.finishReason,
    blockReason: promptFeedback?.blockReason ?? before.blockReason,
    modelVersion: modelVersion ?? before.modelVersion,
    ...(usageMetadata && {
      usage: {
        input: usageMetadata.promptTokenCount,
        cached: usageMetadata.cachedContentTokenCount,
        output: usageMetadata.candidatesTokenCount,
        thoughts: usageMetadata.thoughtsTokenCount,
      },
    }),
  };
}

const BLOCKS = [
  ...["SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"],
  ...["IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION"],
];

/** What has come, now that no more will. */
export function endOf(collected: Collected): WireEnd {
  const { text, usage, modelVersion, finishReason, blockReason, hasCandidate, isOdd } = collected;
  const said: Said = { text, usage, modelVersion };
  if (isOdd) return brokenOff("what was answered has another form than Gemini's", text);
  if (blockReason !== undefined) return { is: "blocked", why: `the prompt was blocked: ${blockReason}`, ...said };
  if (finishReason !== undefined && BLOCKS.includes(finishReason)) {
    return { is: "blocked", why: `the answer was blocked: ${finishReason}`, ...said };
  }
  if (finishReason === "MAX_TOKENS") return { is: "cut short", ...said };
  if (finishReason === "STOP") {
    return text.trim() ? { is: "whole", ...said } : { is: "empty", why: "it finished without a word", ...said };
  }
  if (finishReason !== undefined) return { is: "empty", why: `it ended with ${finishReason}`, ...said };
  // A stream that is cut at a frame's end looks like one that ended.
  if (hasCandidate || !usage) return brokenOff("the answer ended without saying that it was the end", text);
  return { is: "empty", why: "there was no candidate", ...said };
}
