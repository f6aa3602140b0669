/** What was taken out of a reply or made harmless, for the one who approves it. */
export type Removed = { kind: RemovedKind; excerpt: string };

export type RemovedKind =
  | "image"
  | "html"
  | "marker"
  | "mention"
  | "closing keyword"
  | "reference"
  | "slash command"
  | "link"
  | "invisible characters"
  | "active block"
  | "encoded data"
  | "formatting"
  | "length";

const MOST_REMOVED = 100;
const LONGEST_EXCERPT = 80;

export function removal(kind: RemovedKind, excerpt: string): Removed {
  const line = excerpt.replace(/\s+/g, " ").trim();
  const short = line.length <= LONGEST_EXCERPT ? line : `${line.slice(0, LONGEST_EXCERPT - 1)}…`;
  return { kind, excerpt: short.toWellFormed() };
}

/** Each once, and no more than anybody reads. */
export function distinct(all: readonly Removed[]): Removed[] {
  const byText = new Map(all.map((one) => [`${one.kind} ${one.excerpt}`, one]));
  return [...byText.values()].slice(0, MOST_REMOVED);
}
