import type { Definition, Image, ImageReference, Link, LinkReference } from "mdast";
import { misleads } from "./allow-links.ts";
import type { Cleaning } from "./cleaning.ts";
import type { Edit } from "./edit.ts";
import { childrenOf, placeOf, visibleText } from "./parse-reply.ts";
import { removal } from "./removed.ts";
import { shownAsCode } from "./shown-as-code.ts";

/** After the text of a link: its address, exactly as it will be read, and a title that is plain words. */
const PLAIN_TARGET = /^\]\(([^\s()<>\\]*(?:\([^\s()<>\\]*\)[^\s()<>\\]*)*)(?: "[\p{L}\p{N} ,;.!?'_-]*")?\)$/u;
const PLAIN_DEFINITION = /^\[[^\]\n@<>`\\]+\]:[ \t]*([^\s<>\\]+)(?:[ \t]+"[\p{L}\p{N} ,;.!?'_-]*")?$/u;
const ADDRESS_LIKE_TITLE = /www\.|\/\//;

/** Nothing of it stays: a model has no picture to show. */
export function cleanImage(node: Image | ImageReference, source: string): Edit[] {
  const { start, end } = placeOf(node);
  return [{ start, end, text: "", removed: removal("image", source.slice(start, end)) }];
}

/** A link may stay as it is, or is replaced by its text. Whether its text is to be looked at, too, is the second value. */
export function cleanLink(node: Link, cleaning: Cleaning): { edits: Edit[]; goOn: boolean } {
  const { source, mayLink } = cleaning;
  const { start, end } = placeOf(node);
  const whole = source.slice(start, end);
  if (!whole.startsWith("[")) {
    const address = whole.startsWith("<") ? whole.slice(1, -1) : whole;
    if (address === node.url && mayLink(address) && !address.includes("@")) return { edits: [], goOn: false };
    const text = shownAsCode(address, start, end, cleaning);
    return { edits: [{ start, end, text, removed: removal("link", whole) }], goOn: false };
  }
  const last = childrenOf(node).at(-1);
  const target = last && PLAIN_TARGET.exec(source.slice(placeOf(last).end, end));
  const title = node.title ?? "";
  const plain = target?.[1] === node.url && mayLink(node.url) && !ADDRESS_LIKE_TITLE.test(title);
  if (plain && visibleText(node).trim() !== "" && !misleads(visibleText(node), node.url))
    return { edits: [], goOn: true };
  return { edits: onlyText(node, source), goOn: true };
}

export function cleanLinkReference(node: LinkReference, cleaning: Cleaning): Edit[] {
  const definition = cleaning.definitions.get(node.identifier);
  const text = visibleText(node);
  const stays = definition && isPlain(definition, cleaning) && text.trim() !== "" && !misleads(text, definition.url);
  return stays ? [] : onlyText(node, cleaning.source);
}

export function cleanDefinition(node: Definition, cleaning: Cleaning): Edit[] {
  if (isPlain(node, cleaning)) return [];
  const { start, end } = placeOf(node);
  return [{ start, end, text: "", removed: removal("link", cleaning.source.slice(start, end)) }];
}

function isPlain(node: Definition, { source, mayLink }: Cleaning): boolean {
  const { start, end } = placeOf(node);
  const target = PLAIN_DEFINITION.exec(source.slice(start, end));
  return target?.[1] === node.url && mayLink(node.url) && !ADDRESS_LIKE_TITLE.test(node.title ?? "");
}

function onlyText(node: Link | LinkReference, source: string): Edit[] {
  const { start, end } = placeOf(node);
  const removed = removal("link", source.slice(start, end));
  const [first, last] = [childrenOf(node).at(0), childrenOf(node).at(-1)];
  if (!first || !last) return [{ start, end, text: "", removed }];
  return [
    { start, end: placeOf(first).start, text: "", removed },
    { start: placeOf(last).end, end, text: "" },
  ];
}
