import type { Definition, Root } from "mdast";
import type { AddressFor, AllowedLinks } from "./allow-links.ts";
import type { Decode } from "./map-text.ts";
import { everyNode, placeOf } from "./parse-reply.ts";

/** What every rule may ask about the text at hand. */
export type Cleaning = {
  source: string;
  repo: AllowedLinks["repo"];
  addressFor: AddressFor;
  decode: Decode;
  definitions: ReadonlyMap<string, Definition>;
  /** No backtick stands loose in the text, so that a new pair of them encloses what it should and nothing else. */
  canShowCode: boolean;
};

export function startCleaning(
  source: string,
  root: Root,
  given: Pick<Cleaning, "repo" | "addressFor" | "decode">,
): Cleaning {
  const definitions = new Map<string, Definition>();
  let canShowCode = true;
  for (const node of everyNode(root)) {
    // The first of one name counts.
    if (node.type === "definition" && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if (node.type === "text" && source.slice(placeOf(node).start, placeOf(node).end).includes("`")) canShowCode = false;
  }
  return { ...given, source, definitions, canShowCode };
}
