import { markerOf } from "@frontdesk/shared/domain/marker";
import { FOOTER, sourcesLine } from "@frontdesk/shared/domain/reply-ending";
import type { Task } from "@frontdesk/shared/domain/task";
import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import type { Clean } from "./decide.ts";

export type EditRules = {
  /** Where people see the repository. */
  web: string;
  /** Of the settings of the task's repository. */
  links: readonly string[];
};

/**
 * Cleans what a reviewer wrote as what a model wrote is cleaned: it may be pasted from anywhere. What Frontdesk itself
 * put below the draft may stay as it is, or go; a draft that nobody touched comes out as it went in. Of what would be
 * nothing but our own words, nothing is left.
 */
export function createCleanEdit({ web, links }: EditRules): Clean {
  const { hostname: host } = new URL(web);
  return (body, task) => {
    const { owner, name } = task.source.repo;
    // As a form on a page sends it.
    const { written, ours } = apart(body.replaceAll("\r\n", "\n"), task, web);
    const { text } = cleanReply(written, { repo: { owner, name }, host, links });
    return text.trim() === "" ? "" : text + ours;
  };
}

/** What was written, and what of ours still stands at its end. */
function apart(body: string, task: Task, web: string): { written: string; ours: string } {
  const citations = "plan" in task ? (task.plan?.notes?.citations ?? []) : [];
  let written = body;
  for (const line of [markerOf(task.id), FOOTER, sourcesLine(citations, task.source, web)]) {
    if (line !== undefined && written.endsWith(`\n\n${line}`)) written = written.slice(0, -`\n\n${line}`.length);
  }
  return { written, ours: body.slice(written.length) };
}
