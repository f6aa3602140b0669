import { DAY } from "../domain/limits.ts";
import { PREFIXES } from "../domain/model-call.ts";
import { cut } from "../domain/texts.ts";
import { after } from "../domain/time.ts";
import type { Prefix } from "../ports/model.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import { prefixHash } from "./input-hash.ts";

/** In characters: where it is kept, a value has an end. */
const LONGEST_KEPT = 300_000;
const MOST_KNOWN = 1_000;

/** Resolves with the hash under which the prefix is kept. */
export type KeepPrefix = (prefix: Prefix) => Promise<string>;

/** Keeps each prefix once a day for a day longer than the calls that name it. */
export function createKeepPrefix(days: number, deps: { values: SharedValues; now: () => Date }): KeepPrefix {
  const { values, now } = deps;
  /** Until when a prefix need not be written again, least recently written first. */
  const known = new Map<string, Date>();
  return async (prefix) => {
    const key = prefixHash(prefix);
    if ((known.get(key) ?? 0) > now()) return key;
    await values.put(PREFIXES, key, { value: shortened(prefix), expiresAt: after(now(), (days + 1) * DAY) });
    known.delete(key);
    known.set(key, after(now(), DAY));
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    return key;
  };
}

/** Each text by as much as the whole is too long. */
function shortened({ rules, material }: Prefix) {
  const length = material.reduce((sum, { text }) => sum + text.length, rules.length);
  const shorten = (text: string) => (length > LONGEST_KEPT ? cut(text, fitting(text, length)) : text.toWellFormed());
  return { rules: shorten(rules), material: material.map((one) => ({ ...one, text: shorten(one.text) })) };
}

function fitting(text: string, length: number): number {
  return Math.max(50, Math.floor((text.length * LONGEST_KEPT) / length));
}
