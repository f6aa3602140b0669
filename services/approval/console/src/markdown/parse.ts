import type { Definition, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

const extensions = [gfm()];
const mdastExtensions = [gfmFromMarkdown()];

export type Document = {
  blocks: RootContent[];
  /** What `[text][name]` points to, by the name. */
  definitions: ReadonlyMap<string, Definition>;
};

/** Markdown as GitHub reads it. */
export function parseMarkdown(text: string): Document {
  const root: Root = fromMarkdown(text, { extensions, mdastExtensions });
  const definitions = new Map<string, Definition>();
  for (const node of root.children) {
    if (node.type === "definition" && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  }
  return { blocks: root.children.filter((node) => node.type !== "definition"), definitions };
}

/** The words of a block, without what marks them. */
export function wordsOf(node: object & { type?: string; value?: unknown; children?: unknown; alt?: unknown }): string {
  if (typeof node.value === "string") return node.value;
  if (typeof node.alt === "string") return node.alt;
  return Array.isArray(node.children) ? node.children.map((child) => wordsOf(child)).join("") : "";
}
