import type { Nodes } from "mdast";
import type { Cleaning } from "./cleaning.ts";
import type { Edit } from "./edit.ts";
import { mapText } from "./map-text.ts";
import { childrenOf, placeOf } from "./parse-reply.ts";
import { removal } from "./removed.ts";
import { shownAsCode } from "./shown-as-code.ts";

const KEYWORD =
  /(?<![A-Za-z0-9_])(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=[\s\\]{0,20}[:：]?\s{0,20}(?:#\d|GH-\d|[\w.-]{1,100}(?:\/[\w.-]{1,100})?#\d|https?:\/\/\S{1,300}\/(?:issues|pull|discussions)\/\d))/gi;
const ISSUE_ADDRESS = /\/(?:issues|pull|discussions)\/\d/;

/** A paragraph, heading or cell as one line of characters, each with its place in the source if it has one. */
type Flat = { text: string[]; starts: number[]; ends: number[] };

/**
 * The keyword becomes code, and the reference stays a reference: however the two are dressed up, they are looked at as
 * they will be read.
 */
export function cleanClosingKeywords(block: Nodes, cleaning: Cleaning): Edit[] {
  const flat: Flat = { text: [], starts: [], ends: [] };
  flatten(block, cleaning, flat);
  return [...flat.text.join("").matchAll(KEYWORD)].flatMap(({ 0: keyword, index }) => {
    const starts = flat.starts.slice(index, index + keyword.length);
    const ends = flat.ends.slice(index, index + keyword.length);
    const [start = 0, end = 0] = [starts[0], ends.at(-1)];
    const removed = removal("closing keyword", flat.text.slice(index, index + keyword.length + 40).join(""));
    const inOnePiece = starts.every((at, i) => i === 0 || at === ends[i - 1]);
    if (!inOnePiece) return starts.map((at, i) => ({ start: at, end: ends[i] ?? at, text: "", removed }));
    return [{ start, end, text: shownAsCode(keyword, start, end, cleaning) || "see", removed }];
  });
}

function flatten(node: Nodes, cleaning: Cleaning, flat: Flat): void {
  if (node.type === "text") {
    const mapped = mapText(cleaning.source, placeOf(node).start, node.value, cleaning.decode);
    if (!mapped) return;
    for (let i = 0; i < mapped.value.length; i++) {
      flat.text.push(mapped.value.charAt(i));
      flat.starts.push(mapped.starts[i] ?? 0);
      flat.ends.push(mapped.ends[i] ?? 0);
    }
  } else if (node.type === "link" && ISSUE_ADDRESS.test(node.url)) stand("#0", node, flat);
  else if (node.type === "break") stand("\n", node, flat);
  else if (node.type === "inlineCode" || node.type === "footnoteReference") stand("\uFFFC", node, flat);
  for (const child of node.type === "link" && ISSUE_ADDRESS.test(node.url) ? [] : childrenOf(node))
    flatten(child, cleaning, flat);
}

function stand(text: string, node: Nodes, flat: Flat): void {
  for (const character of text) {
    flat.text.push(character);
    flat.starts.push(placeOf(node).start);
    flat.ends.push(placeOf(node).end);
  }
}
