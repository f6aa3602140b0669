import type { Removed } from "./removed.ts";

/** One replacement in the source, by offset. */
export type Edit = { start: number; end: number; text: string; removed?: Removed };

/**
 * The source with its edits made. Of two that overlap the one that starts first is made, the longer one if both start
 * there: the other is found again in the result.
 */
export function applyEdits(source: string, edits: readonly Edit[]): { text: string; removed: Removed[] } {
  const parts: string[] = [];
  const removed: Removed[] = [];
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < from) continue;
    parts.push(source.slice(from, edit.start), edit.text);
    from = edit.end;
    if (edit.removed) removed.push(edit.removed);
  }
  return { text: parts.join("") + source.slice(from), removed };
}
