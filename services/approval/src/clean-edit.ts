import { markerOf } from "@frontdesk/shared/domain/marker";
import type { Notes } from "@frontdesk/shared/domain/plan";
import { documentsOf, FOOTER, sourcesLine } from "@frontdesk/shared/domain/reply-ending";
import type { Task } from "@frontdesk/shared/domain/task";
import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import type { Removed } from "@frontdesk/shared/model/clean/removed";
import type { Clean } from "./decide.ts";

export type EditRules = {
  /** Where people see the repository. */
  web: string;
  /** Of the settings of the task's repository. */
  links: readonly string[];
};

/**
 * Cleans what a reviewer wrote as what a model wrote is cleaned: it may be pasted from anywhere. What Frontdesk itself
 * put below the draft may stay as it is, or go; a draft that nobody touched comes out as it went in. Links to what the
 * draft was made from stay wherever they stand. Of what would be nothing but our own words, nothing is left.
 */
export function createCleanEdit(rules: EditRules): Clean {
  return (body, task) => readEdit(body, task, rules).body;
}

/** The edit as it would be posted, and what was taken out of it. */
export function readEdit(body: string, task: Task, { web, links }: EditRules): { body: string; removed: Removed[] } {
  const { owner, name } = task.source.repo;
  // As a form on a page sends it.
  const { written, ours } = apart(body.replaceAll("\r\n", "\n"), task, web);
  const { text, removed } = cleanReply(written, {
    ...{ repo: { owner, name }, host: new URL(web).hostname, links },
    ...documentsOf(notesOf(task), task.source, web),
  });
  return { body: text.trim() === "" ? "" : text + ours, removed };
}

/** What was written, and what of ours still stands at its end. */
function apart(body: string, task: Task, web: string): { written: string; ours: string } {
  let written = body;
  for (const line of [markerOf(task.id), FOOTER, sourcesLine(notesOf(task).citations, task.source, web)]) {
    if (line !== undefined && written.endsWith(`\n\n${line}`)) written = written.slice(0, -`\n\n${line}`.length);
  }
  return { written, ours: body.slice(written.length) };
}

function notesOf(task: Task): Pick<Notes, "citations" | "documents"> {
  return ("plan" in task && task.plan?.notes) || { citations: [] };
}
