import { LONGEST_BODY, LONGEST_TITLE } from "./limits.ts";
import type { IssueContent } from "./task.ts";

/**
 * At most this many characters, with a word at the end that says so. Cutting what was cut changes nothing. Half a
 * surrogate pair, which some stores keep and others don't, becomes the character for what can't be read.
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed();
  const note = `… (cut: it has ${text.length} characters)`;
  return `${text.slice(0, most - note.length).toWellFormed()}${note}`;
}

/** The issue as it is kept, compared and sealed: a task stays small whatever somebody writes. */
export function cutContent(issue: IssueContent): IssueContent {
  return { ...issue, title: cut(issue.title, LONGEST_TITLE), body: cut(issue.body, LONGEST_BODY) };
}
