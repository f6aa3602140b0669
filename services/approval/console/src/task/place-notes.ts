import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { RootContent } from "mdast";
import type { Marks } from "../markdown/find-passages.ts";
import { sameUrl } from "../markdown/safe-url.ts";

export type Note = { kind: "citation" | "unverified"; n: number };
export type Placed = { byBlock: Note[][]; nowhere: Note[] };

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
  for (const [n, { url }] of plan.citations.entries()) {
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
  return { byBlock, nowhere };
}

function linksOf(node: { type?: string; url?: unknown; children?: unknown }): string[] {
  const own = node.type === "link" && typeof node.url === "string" ? [node.url] : [];
  return Array.isArray(node.children) ? [...own, ...node.children.flatMap((child) => linksOf(child))] : own;
}
