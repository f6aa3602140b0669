import type { Prefix, Turn } from "../ports/model.ts";

type Asked = { prefix: Prefix; turns: readonly Turn[]; schema: object };

/** What stands around the texts: roles, separators. */
const PER_PART = 16;

/** About how many tokens the prompt has: what quotas are planned by, and corrected afterwards. */
export function expectedTokens({ prefix, turns, schema }: Asked): number {
  const bytes = prefixBytes(prefix) + turnBytes(turns) + bytesOf(JSON.stringify(schema));
  return Math.ceil(bytes / 4) + framing(prefix, turns);
}

/**
 * No fewer than the prompt has: what money is set aside by. No token is shorter than a byte, and somebody may have
 * written a text in which none is longer: so it counts for turns, which are anybody's. What stands in the prefix is the
 * owners' own, and prose or code, of which no token is shorter than two.
 */
export function mostTokens({ prefix, turns, schema }: Asked): number {
  const own = Math.ceil((prefixBytes(prefix) + bytesOf(JSON.stringify(schema))) / 2);
  return own + turnBytes(turns) + framing(prefix, turns);
}

/** Of the prefix alone, not more than it has: what must have a certain size to be cached. */
export function prefixTokens(prefix: Prefix): number {
  return Math.floor(prefixBytes(prefix) / 4);
}

function prefixBytes({ rules, material }: Prefix): number {
  return material.reduce((sum, { text }) => sum + bytesOf(text), bytesOf(rules));
}

function turnBytes(turns: readonly Turn[]): number {
  return turns.reduce((sum, { text }) => sum + bytesOf(text), 0);
}

function framing({ material }: Prefix, turns: readonly Turn[]): number {
  return PER_PART * (1 + material.length + turns.length);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
