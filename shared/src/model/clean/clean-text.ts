import type { Text } from "mdast";
import type { Cleaning } from "./cleaning.ts";
import type { Edit } from "./edit.ts";
import { encodedData } from "./encoded-data.ts";
import { findActions } from "./find-actions.ts";
import { type MappedText, mapText } from "./map-text.ts";
import { placeOf } from "./parse-reply.ts";
import { removal } from "./removed.ts";
import { shownAsCode } from "./shown-as-code.ts";
import { isDeceptive } from "./strip-deceptive.ts";

/** Before the first word of a line there can be the marks of quotes, lists, tables, headings, tasks and footnotes. */
const LINE_START = /^(?:[\s>*+\-#|_~]|\d{1,9}[.)]|\[[ xX]\]|\[\^[^\]\s]{1,100}\]:)*$/;
const LONGEST_LINE_START = 200;
/** Mathematics between dollars knows these, and they link. */
const MATH_LINKS = /\\(?=(?:href|url|unicode|require|includegraphics)\s{0,9}\{)/g;

export function cleanText(node: Text, cleaning: Cleaning): Edit[] {
  const { start, end } = placeOf(node);
  const text = mapText(cleaning.source, start, node.value, cleaning.decode);
  if (!text)
    return [
      { start, end, text: node.value.replace(/[^\p{L}\p{N} .,\n]/gu, ""), removed: removal("formatting", node.value) },
    ];
  return [
    ...actionsIn(text, cleaning),
    ...commandsIn(text, cleaning.source),
    ...replaced(text, /</g, "&lt;").filter(({ end }) => /[A-Za-z/!?]/.test(cleaning.source.charAt(end))),
    ...replaced(text, MATH_LINKS, ""),
    ...referencesIn(text, cleaning.source),
    ...encodedData(cleaning.source.slice(start, end), start),
  ];
}

function actionsIn(text: MappedText, cleaning: Cleaning): Edit[] {
  return findActions(text.value, cleaning).map(({ from, to, kind }) => {
    const [start, end] = rangeOf(text, from, to);
    const words = text.value.slice(from, to);
    return { start, end, text: shownAsCode(words, start, end, cleaning), removed: removal(kind, words) };
  });
}

/** The backslash shows nowhere, and is what a bot that reads the source finds instead of the slash. */
function commandsIn(text: MappedText, source: string): Edit[] {
  return [...text.value.matchAll(/\//g)].flatMap(({ index }) => {
    const [start, end] = rangeOf(text, index, index + 1);
    const lineStart = source.lastIndexOf("\n", start - 1) + 1;
    if (start - lineStart > LONGEST_LINE_START || source.slice(start, end) === "\\/") return [];
    if (!/[A-Za-z&]/.test(source.charAt(end))) return [];
    if (!LINE_START.test(source.slice(lineStart, start))) return [];
    const removed = removal("slash command", text.value.slice(index, index + 60).split("\n")[0] ?? "");
    return [{ start, end, text: "\\/", removed }];
  });
}

function replaced(text: MappedText, pattern: RegExp, replacement: string): Edit[] {
  return [...text.value.matchAll(pattern)].flatMap(({ index }) => {
    const [start, end] = rangeOf(text, index, index + 1);
    // One that is written as an escape or a reference is text already.
    return end - start > 1 ? [] : [{ start, end, text: replacement }];
  });
}

/** What hides behind a character reference without need is written out; what may not be there at all goes. */
function referencesIn(text: MappedText, source: string): Edit[] {
  const edits: Edit[] = [];
  for (let i = 0; i < text.value.length; i++) {
    const [start, end] = rangeOf(text, i, i + 1);
    if (source[start] !== "&" || end - start < 3 || edits.at(-1)?.start === start) continue;
    const character = String.fromCodePoint(text.value.codePointAt(i) ?? 0);
    if (isDeceptive(character))
      edits.push({ start, end, text: "", removed: removal("invisible characters", source.slice(start, end)) });
    else if (/[A-Za-z0-9]/.test(character)) edits.push({ start, end, text: character });
    else if (/[@#/:.-]/.test(character)) edits.push({ start, end, text: `\\${character}` });
  }
  return edits;
}

function rangeOf(text: MappedText, from: number, to: number): [start: number, end: number] {
  return [text.starts[from] ?? 0, text.ends[to - 1] ?? 0];
}
