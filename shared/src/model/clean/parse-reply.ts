import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Without the transforms, which find more links in finished text and give them no position in the source. */
const mdastExtensions = gfmFromMarkdown().map(({ transforms: _, ...extension }) => extension);

const extensions = [gfm()];

/** GitHub-flavoured Markdown as a tree whose every node knows where it stands in the source. */
export function parseReply(markdown: string): Root {
  return fromMarkdown(markdown, { extensions, mdastExtensions });
}

/** Where a node stands, end exclusive. */
export function placeOf(node: Nodes): { start: number; end: number } {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) throw new TypeError(`a ${node.type} without a position`);
  return { start, end };
}

export function childrenOf(node: Nodes): readonly Nodes[] {
  return "children" in node ? node.children : [];
}

/** All nodes, each before its children. */
export function* everyNode(node: Nodes): Generator<Nodes> {
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    waiting.push(...childrenOf(next).toReversed());
  }
}

/** What a reader sees of it. */
export function visibleText(node: Nodes): string {
  return [...everyNode(node)]
    .map((one) => (one.type === "text" || one.type === "inlineCode" ? one.value : ""))
    .join("");
}
