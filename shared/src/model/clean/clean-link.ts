import type { Definition, Image, ImageReference, Link, LinkReference } from "mdast";
import { misleads } from "./allow-links.ts";
import type { Cleaning } from "./cleaning.ts";
import type { Edit } from "./edit.ts";
import { childrenOf, placeOf, visibleText } from "./parse-reply.ts";
import { removal } from "./removed.ts";
import { shownAsCode } from "./shown-as-code.ts";

/** After the text of a link: its address, exactly as it will be read, and a title that is plain words. */
const PLAIN_TARGET = /^\]\(([^\s()<>\\]*(?:\([^\s()<>\\]*\)[^\s()<>\\]*)*)(?: "[\p{L}\p{N} ,;.!?'_-]*")?\)$/u;
const PLAIN_LABEL = /^\[[^\]\n@<>`\\]+\]:/;
const PLAIN_DEFINITION = /^\[[^\]\n@<>`\\]+\]:[ \t]*([^\s<>\\]+)(?:[ \t]+"[\p{L}\p{N} ,;.!?'_-]*")?$/u;
const ADDRESS_LIKE_TITLE = /www\.|\/\//;

/** Nothing of it stays: a model has no picture to show. */
export function cleanImage(node: Image | ImageReference, source: string): Edit[] {
  const { start, end } = placeOf(node);
  return [{ start, end, text: "", removed: removal("image", source.slice(start, end)) }];
}

/**
 * A link may stay as it is, is led to the document that it names, or is replaced by its text. Whether its text is to be
 * looked at, too, is the second value.
 */
export function cleanLink(node: Link, cleaning: Cleaning): { edits: Edit[]; goOn: boolean } {
  const { source, addressFor } = cleaning;
  const { start, end } = placeOf(node);
  const whole = source.slice(start, end);
  if (!whole.startsWith("[")) {
    const address = whole.startsWith("<") ? whole.slice(1, -1) : whole;
    if (address === node.url && addressFor(address) === address && !address.includes("@"))
      return { edits: [], goOn: false };
    const text = shownAsCode(address, start, end, cleaning);
    return { edits: [{ start, end, text, removed: removal("link", whole) }], goOn: false };
  }
  const last = childrenOf(node).at(-1);
  const address = addressFor(node.url);
  const text = visibleText(node);
  if (!last || address === undefined || text.trim() === "" || misleads(text, address))
    return { edits: onlyText(node, source), goOn: true };
  const from = placeOf(last).end;
  if (address !== node.url) return { edits: [{ start: from, end, text: `](${address})` }], goOn: true };
  const target = PLAIN_TARGET.exec(source.slice(from, end));
  const isPlain = target?.[1] === node.url && !ADDRESS_LIKE_TITLE.test(node.title ?? "");
  return { edits: isPlain ? [] : onlyText(node, source), goOn: true };
}

export function cleanLinkReference(node: LinkReference, cleaning: Cleaning): Edit[] {
  const definition = cleaning.definitions.get(node.identifier);
  const address = definition && addressOf(definition, cleaning);
  const text = visibleText(node);
  const stays = address !== undefined && text.trim() !== "" && !misleads(text, address);
  return stays ? [] : onlyText(node, cleaning.source);
}

export function cleanDefinition(node: Definition, cleaning: Cleaning): Edit[] {
  const address = addressOf(node, cleaning);
  if (address === node.url) return [];
  const { start, end } = placeOf(node);
  const whole = cleaning.source.slice(start, end);
  if (address === undefined) return [{ start, end, text: "", removed: removal("link", whole) }];
  return [{ start, end, text: `${PLAIN_LABEL.exec(whole)?.[0]} ${address}` }];
}

/** Where a definition is to lead, if it may stay. */
function addressOf(node: Definition, { source, addressFor }: Cleaning): string | undefined {
  const { start, end } = placeOf(node);
  const whole = source.slice(start, end);
  const address = addressFor(node.url);
  if (address !== node.url) return PLAIN_LABEL.test(whole) ? address : undefined;
  const isPlain = PLAIN_DEFINITION.exec(whole)?.[1] === node.url && !ADDRESS_LIKE_TITLE.test(node.title ?? "");
  return isPlain ? address : undefined;
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
