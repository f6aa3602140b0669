import { activeItems } from "./corpus/active.ts";
import { addressItems } from "./corpus/addresses.ts";
import { characterItems } from "./corpus/characters.ts";
import { deceptionItems } from "./corpus/deceptions.ts";
import { instructionItems } from "./corpus/instructions.ts";
import { largeItems } from "./corpus/large.ts";

/** An issue that somebody wrote to make us do something. */
export type HostileIssue = { name: string; title: string; body: string; comments?: readonly string[] };

export const hostileIssues: readonly HostileIssue[] = [
  ...instructionItems,
  ...deceptionItems,
  ...activeItems,
  ...addressItems,
  ...characterItems,
  ...largeItems,
];

/** The whole of it, as a model would give it back that repeats what it is told. */
export function wordForWord(issue: HostileIssue): string {
  return [issue.title, issue.body, ...(issue.comments ?? [])].join("\n\n");
}
