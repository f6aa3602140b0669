import type { OutsideFact } from "./outside.ts";
import type { IssueContent, Task } from "./task.ts";
import { cutContent } from "./texts.ts";

/** An issue as it stands on GitHub, with what was said on it lately. */
export type SeenThread = {
  issue: IssueContent;
  /** The newest ones, oldest of them first. Bots' and our own are among them. */
  comments: readonly ThreadComment[];
};

export type ThreadComment = {
  id: number;
  author: string;
  body: string;
  byBot: boolean;
  /** Written by the App that we are, whatever it says. */
  byUs: boolean;
  /** Owner, member or collaborator: somebody who can answer for the repository. */
  byMaintainer: boolean;
};

/** What a look at an open issue says to a task: whatever there is that the task has not taken in yet. */
export function factOf(task: Task, { issue, comments }: SeenThread): OutsideFact {
  if (task.state === "cancelled") return { kind: "reopened", issue };
  const known = task.issue.lastHumanCommentId ?? 0;
  const answer = comments.findLast(
    ({ id, author, byBot, byMaintainer }) => id > known && byMaintainer && !byBot && author !== task.source.author,
  );
  return answer ? { kind: "answered", by: answer.author, issue } : { kind: "content", issue };
}

/** The newest comment by a person, ourselves and bots left out. */
export function lastHumanCommentId(comments: readonly ThreadComment[]): number | undefined {
  return comments.findLast(({ byBot, byUs }) => !byBot && !byUs)?.id;
}

/** The task on the issue as it was seen, for whoever gives just that to the models. */
export function seenOn<T extends Task>(task: T, { issue }: SeenThread): T {
  return { ...task, issue: cutContent(issue) };
}
