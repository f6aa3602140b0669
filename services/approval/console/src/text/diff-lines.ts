/** A line of a difference. `n` is its number in the new text, or in the old one if it is gone. */
export type DiffLine = { is: "same" | "gone" | "new" | "skipped"; text: string; n?: number };

/** Longer texts are compared in what lies between their common beginning and end; beyond that, as a whole. */
const MOST_COMPARED = 1_000;
const CONTEXT = 2;

/** What changed, line by line, with the lines around it; empty if nothing did. */
export function diffLines(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const middle = compare(old.slice(head, old.length - tail), now.slice(head, now.length - tail), head);
  const same = (text: string, index: number): DiffLine => ({ is: "same", text, n: index + 1 });
  const lines = [
    ...now.slice(0, head).map(same),
    ...middle,
    ...now.slice(now.length - tail).map((text, index) => same(text, now.length - tail + index)),
  ];
  return withoutFarLines(lines);
}

/** By the longest common subsequence. */
function compare(old: string[], now: string[], offset: number): DiffLine[] {
  const gone = (index: number): DiffLine => ({ is: "gone", text: old[index] ?? "", n: offset + index + 1 });
  const added = (index: number): DiffLine => ({ is: "new", text: now[index] ?? "", n: offset + index + 1 });
  if (old.length * now.length > MOST_COMPARED ** 2) {
    return [...old.map((_, index) => gone(index)), ...now.map((_, index) => added(index))];
  }
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ is: "same", text: now[j] ?? "", n: offset + j + 1 });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(gone(i));
      i += 1;
    } else {
      lines.push(added(j));
      j += 1;
    }
  }
  return lines;
}

function withoutFarLines(lines: DiffLine[]): DiffLine[] {
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.is !== "same");
  const shown: DiffLine[] = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    if (isNear(index)) {
      if (skipped > 0) shown.push(skippedLines(skipped));
      skipped = 0;
      shown.push(line);
    } else skipped += 1;
  }
  return skipped > 0 ? [...shown, skippedLines(skipped)] : shown;
}

function skippedLines(count: number): DiffLine {
  return { is: "skipped", text: count === 1 ? "1 line as it was" : `${count} lines as they were` };
}
