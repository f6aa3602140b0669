import { createHash } from "node:crypto";

/** Prompts are compared in blocks of this many characters, some 256 tokens. */
const BLOCK = 1_024;
const SMALLEST_HIT = 1_024;
const KEPT_FOR = 5 * 60_000;
const MOST_BLOCKS = 50_000;

/** Implicit caching: what a model was given lately is cheaper the second time, from the first byte on. */
export type Prefixes = {
  /** How many leading tokens of a prompt the model still knows, of all that it has; never all of them. */
  known(model: string, prompt: string, all: number): number;
  remember(model: string, prompt: string): void;
};

export function createPrefixes(now: () => Date): Prefixes {
  /** When each block, with all before it, was last seen: least recently first. */
  const seen = new Map<string, number>();
  return {
    known(model, prompt, all) {
      let blocks = 0;
      for (const digest of digestsOf(model, prompt)) {
        if (now().getTime() - (seen.get(digest) ?? Number.NEGATIVE_INFINITY) > KEPT_FOR) break;
        blocks += 1;
      }
      const tokens = Math.min(all - 1, Math.floor((all * blocks * BLOCK) / prompt.length));
      return tokens < SMALLEST_HIT ? 0 : tokens;
    },
    remember(model, prompt) {
      for (const digest of digestsOf(model, prompt)) {
        seen.delete(digest);
        seen.set(digest, now().getTime());
      }
      for (const digest of seen.keys()) {
        if (seen.size <= MOST_BLOCKS) break;
        seen.delete(digest);
      }
    },
  };
}

function* digestsOf(model: string, prompt: string): Generator<string> {
  let digest = model;
  for (let at = BLOCK; at <= prompt.length; at += BLOCK) {
    digest = createHash("sha1")
      .update(digest)
      .update(prompt.slice(at - BLOCK, at))
      .digest("base64");
    yield digest;
  }
}
