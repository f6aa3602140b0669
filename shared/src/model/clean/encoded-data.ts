import type { Edit } from "./edit.ts";
import { removal } from "./removed.ts";

/** Longer than any hash, key or token that a reply has a reason to show. */
const LONG_RUN = /[A-Za-z0-9+/_=-]{512,}/g;

export function encodedData(text: string, start: number): Edit[] {
  return [...text.matchAll(LONG_RUN)].map(({ 0: run, index }) => ({
    start: start + index,
    end: start + index + run.length,
    text: "(encoded data removed)",
    removed: removal("encoded data", run),
  }));
}
