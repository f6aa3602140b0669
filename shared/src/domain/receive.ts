import { type Change, change, enter, type Moment } from "./change.ts";
import type { IssueContent, Source, Task } from "./task.ts";
import { cutContent } from "./texts.ts";

/** Something on GitHub that wants an answer. */
export type NewTask = { id: string; source: Source; issue: IssueContent; traceparent: string };

export function receive(wanted: NewTask, at: Moment): Change {
  const { id, source, traceparent } = wanted;
  const issue = cutContent(wanted.issue);
  const why = `${source.trigger === "opened" ? "opened" : "commented on"} by ${source.author}`;
  const blank = {
    ...{ schema: 1 as const, id, version: 0, commitId: "", source, issue, traceparent, why },
    ...{ inputRevision: 0, redrafts: 0, createdAt: at.now, updatedAt: at.now },
    ...{ state: "received" as const, dueAt: at.now, attempts: 0, announcements: 0 },
  } satisfies Task;
  return change("create", undefined, enter(blank, "received", {}, at), at, why);
}
