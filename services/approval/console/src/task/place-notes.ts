import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { RootContent } from "mdast";
import type { Marks } from "../markdown/find-passages.ts";
import { sameUrl } from "../markdown/safe-url.ts";

export type Note = { kind: "citation" | "unverified"; n: number };
export type Placed = {
  byBlock: Note[][];
  nowhere: Note[];
  /** Of each citation: they are counted as the text comes to them, and what it doesn't link last. */
  numbers: number[];
};

/** Beside which block each note stands: the first that it is about. What is about none stands above them all. */
export function placeNotes(
  blocks: readonly RootContent[],
  marks: readonly Marks[],
  plan: Pick<NonNullable<TaskShown["plan"]>, "citations" | "unverified">,
): Placed {
  const byBlock: Note[][] = blocks.map(() => []);
  const nowhere: Note[] = [];
  const put = (note: Note, at: number) => (byBlock[at] ?? nowhere).push(note);
  const links = blocks.map(linksOf);
  const inText = links.flat();
  const cited = plan.citations
    .map(({ url }, n) => ({ n, url, at: inText.findIndex((one) => sameUrl(one, url)) }))
    .sort((a, b) => (a.at < 0 ? 1 : b.at < 0 ? -1 : a.at - b.at));
  const numbers: number[] = [];
  for (const [index, { n, url }] of cited.entries()) {
    numbers[n] = index + 1;
    put(
      { kind: "citation", n },
      links.findIndex((ones) => ones.some((one) => sameUrl(one, url))),
    );
  }
  for (const n of plan.unverified.keys()) {
    put(
      { kind: "unverified", n },
      marks.findIndex((found) => [...found.values()].flat().some(({ passage }) => passage === n)),
    );
  }
  return { byBlock, nowhere, numbers };
}

function linksOf(node: { type?: string; url?: unknown; children?: unknown }): string[] {
  const own = node.type === "link" && typeof node.url === "string" ? [node.url] : [];
  return Array.isArray(node.children) ? [...own, ...node.children.flatMap((child) => linksOf(child))] : own;
}
