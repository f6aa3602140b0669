import type { FootnoteDefinition, FootnoteReference } from "mdast";
import type { Edit } from "./edit.ts";
import { placeOf } from "./parse-reply.ts";
import { removal } from "./removed.ts";

const PLAIN_LABEL = /^[\p{L}\p{N}_.-]+$/u;

/** A footnote's name is not shown, and not looked at as text: one that is more than a name is text from now on. */
export function cleanFootnote(node: FootnoteDefinition | FootnoteReference, source: string): Edit[] {
  const { start } = placeOf(node);
  const label = node.label ?? node.identifier;
  if (PLAIN_LABEL.test(label) && source.startsWith(`[^${label}]`, start)) return [];
  return [{ start, end: start + 1, text: "\\[", removed: removal("formatting", `[^${label}]`) }];
}
