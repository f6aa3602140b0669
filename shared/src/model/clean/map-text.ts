import { parseReply, visibleText } from "./parse-reply.ts";

/** A text as it is read, and where each of its characters stands in the source. */
export type MappedText = { value: string; starts: number[]; ends: number[] };

/** What a character reference stands for; itself if it is none. */
export type Decode = (reference: string) => string;

const REFERENCE = /&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z][A-Za-z0-9]{0,31});/y;
const ESCAPABLE = /[!-/:-@[-`{-~]/;

export function createDecode(): Decode {
  const known = new Map<string, string>();
  return (reference) => {
    const before = known.get(reference);
    if (before !== undefined) return before;
    const decoded = visibleText(parseReply(`x${reference}x`)).slice(1, -1);
    known.set(reference, decoded);
    return decoded;
  };
}

/**
 * Reads the source along with the text that the parser made of it: escapes, character references, and the marks of
 * quotes and lists between two lines. Nothing if they part ways.
 */
export function mapText(source: string, start: number, value: string, decode: Decode): MappedText | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = start;
  while (starts.length < value.length) {
    const step = stepAt(source, at, value, starts.length, decode);
    if (!step) return undefined;
    for (let i = 0; i < step.characters; i++) {
      starts.push(at);
      ends.push(step.to);
    }
    at = step.to;
  }
  return { value, starts, ends };
}

type Step = { characters: number; to: number };

function stepAt(source: string, at: number, value: string, index: number, decode: Decode): Step | undefined {
  const wanted = value[index] ?? "";
  if (wanted === "\n") return lineBreakAt(source, at, value, index, decode);
  if (source[at] === "\\" && source[at + 1] === wanted && ESCAPABLE.test(wanted)) return { characters: 1, to: at + 2 };
  if (source[at] === "&") {
    const reference = matchAt(REFERENCE, source, at);
    const decoded = reference && decode(reference);
    if (reference && decoded && decoded !== reference && value.startsWith(decoded, index)) {
      return { characters: decoded.length, to: at + reference.length };
    }
  }
  return source[at] === wanted ? { characters: 1, to: at + 1 } : undefined;
}

/** After a line's end come the marks of the containers, as many as leave the text to go on with what it must. */
function lineBreakAt(source: string, at: number, value: string, index: number, decode: Decode): Step | undefined {
  const lineEnd = matchAt(/[ \t]*\n/y, source, at);
  if (lineEnd === undefined) return undefined;
  const from = at + lineEnd.length;
  const marks = matchAt(/[ \t>]*/y, source, from) ?? "";
  for (let length = marks.length; length >= 0; length--) {
    const next = index + 1;
    if (next === value.length) return { characters: 1, to: from + length };
    if (value[next] === "\n" || stepAt(source, from + length, value, next, decode)) {
      return { characters: 1, to: from + length };
    }
  }
  return undefined;
}

function matchAt(sticky: RegExp, source: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(source)?.[0];
}
