/** What was plainly meant, as the end of a message; empty where that is anybody's guess. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const begun = known.filter((one) => one.startsWith(typed));
  const near = begun.length > 0 ? begun : nearTo(typed, known);
  return near.length === 1 ? ` Did you mean ${near[0]}?` : "";
}

/** With a third of its letters wrong at the most, those with the fewest. */
function nearTo(typed: string, known: readonly string[]): string[] {
  const distances = known.map((one) => distance(typed, one));
  const least = Math.min(...distances);
  return known.filter((one, index) => distances[index] === least && least * 3 <= one.length);
}

/** How many letters have to be added, taken away or changed. */
function distance(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (const letter of from.slice(0, 100)) {
    const next = [(row[0] ?? 0) + 1];
    for (const [index, other] of [...to].entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
