import type { RootContent } from "mdast";
import { parseMarkdown, wordsOf } from "./parse.ts";

/** Where in a text of the document a passage stands; with the last of its texts, whose passage ends there. */
export type Mark = { from: number; to: number; passage: number; ends: boolean };
/** By the node that holds the text. */
export type Marks = ReadonlyMap<object, readonly Mark[]>;

/** Shorter ones stand everywhere, and marking them would say nothing. */
const SHORTEST = 8;

type Leaf = { node: object; text: string; start: number };

/**
 * Where the passages stand in a block, white space and Markdown's own signs aside: the passages were written down by a
 * model, the block was cleaned. A passage that stands nowhere has no mark.
 */
export function findPassages(block: RootContent, passages: readonly string[]): Marks {
  const leaves = leavesOf(block);
  const { squeezed, places } = squeeze(leaves.map(({ text }) => text).join(""));
  const marks = new Map<object, Mark[]>();
  for (const [passage, words] of passages.entries()) {
    const wanted = squeeze(plainWords(words)).squeezed.trim();
    const at = wanted.length < SHORTEST ? -1 : squeezed.indexOf(wanted);
    if (at < 0) continue;
    const from = places[at] ?? 0;
    const to = (places[at + wanted.length - 1] ?? 0) + 1;
    const touched = leaves.filter(({ start, text }) => start < to && start + text.length > from);
    for (const leaf of touched) {
      const mark: Mark = {
        from: Math.max(0, from - leaf.start),
        to: Math.min(leaf.text.length, to - leaf.start),
        passage,
        ends: leaf === touched.at(-1),
      };
      marks.set(
        leaf.node,
        [...(marks.get(leaf.node) ?? []), mark].sort((a, b) => a.from - b.from),
      );
    }
  }
  return marks;
}

/** The text without the passage, as it stands there word for word; undefined if it doesn't. */
export function withoutPassage(text: string, passage: string): string | undefined {
  const pattern = passage
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("\\s+");
  const found = pattern === "" ? null : new RegExp(pattern).exec(text);
  if (!found) return undefined;
  const before = text.slice(0, found.index).replace(/[ \t]+$/, "");
  const after = text.slice(found.index + found[0].length).replace(/^[ \t]+/, "");
  const needsSpace = before !== "" && after !== "" && !before.endsWith("\n") && !after.startsWith("\n");
  return `${before}${needsSpace ? " " : ""}${after}`.replaceAll(/\n{3,}/g, "\n\n");
}

function plainWords(markdown: string): string {
  return parseMarkdown(markdown).blocks.map(wordsOf).join(" ");
}

function leavesOf(block: RootContent): Leaf[] {
  const leaves: Leaf[] = [];
  let at = 0;
  const visit = (node: object & { type?: string; value?: unknown; children?: unknown }) => {
    if (typeof node.value === "string" && node.type !== "html") {
      leaves.push({ node, text: node.value, start: at });
      at += node.value.length;
    }
    if (Array.isArray(node.children)) for (const child of node.children) visit(child);
    if (node.type === "break") {
      leaves.push({ node, text: " ", start: at });
      at += 1;
    }
  };
  visit(block);
  return leaves;
}

/** With each run of white space as one space, in one case; `places` are those in the text before. */
function squeeze(text: string): { squeezed: string; places: number[] } {
  let squeezed = "";
  const places: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    const isSpace = /\s/.test(character);
    if (isSpace && (squeezed === "" || squeezed.endsWith(" "))) continue;
    squeezed += isSpace ? " " : character;
    places.push(index);
  }
  return { squeezed, places };
}
