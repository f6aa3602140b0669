/**
 * What Markdown's parser takes quadratic time for, counted before it is asked. A reply that means to be read comes
 * nowhere near; at these bounds one parse takes a tenth of a second or two.
 */
const MOST_LINES = 4_000;
const DEEPEST = 12;
const WIDEST_INDENT = 120;
/** In characters. Cleaning may add to a reply: a link grows when it is led to a document. */
const LONGEST = 150_000;
/** Marks of one kind in one stretch of lines without a blank one, squared, and these summed. */
const MOST_WORK = 3_000_000;
const KINDS = [/[*_~]/g, /[[\]]/g, /[|]/g, /[<]/g, /[`]/g, /[@]|:\/\/|www\./g, /[\\&]/g];

const CONTAINER = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))/y;

/** Whether it is long, nested or marked up beyond what is worth parsing. Linear. */
export function isTangled(source: string): boolean {
  if (source.length > LONGEST) return true;
  const lines = source.split("\n");
  if (lines.length > MOST_LINES) return true;
  if (lines.some((line) => depthOf(line) > DEEPEST || line.search(/[^ \t]|$/) > WIDEST_INDENT)) return true;
  const stretches = source.split(/\n[ \t>]*\n/);
  return KINDS.some(
    (kind) => stretches.reduce((work, lines) => work + (lines.match(kind)?.length ?? 0) ** 2, 0) > MOST_WORK,
  );
}

function depthOf(line: string): number {
  CONTAINER.lastIndex = 0;
  let depth = 0;
  while (depth <= DEEPEST && CONTAINER.test(line)) depth++;
  return depth;
}
