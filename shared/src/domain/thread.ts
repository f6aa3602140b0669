import { createHash } from "node:crypto";
import { NEWEST_COMMENTS } from "./limits.ts";
import type { OutsideFact } from "./outside.ts";
import { isSealedOn } from "./plan.ts";
import type { IssueContent, Task, TaskIn } from "./task.ts";
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
  /** By somebody who answers for the repository. */
  byMaintainer: boolean;
};

/** What a look at an open issue says to a task: whatever there is that the task has not taken in yet. */
export function factOf(task: Task, { issue, comments }: SeenThread): OutsideFact {
  if (triggerIn({ issue, comments }, task) === "gone") return { kind: "gone", how: "deleted" };
  if (task.state === "cancelled") return { kind: "reopened", issue };
  const known = task.issue.lastHumanCommentId ?? 0;
  const answer = comments.findLast(
    ({ id, author, byBot, byMaintainer }) => id > known && byMaintainer && !byBot && author !== task.source.author,
  );
  return answer ? { kind: "answered", by: answer.author, issue } : { kind: "content", issue };
}

/** The same before a draft goes on its way: undefined if all stands as it did when the draft was made. */
export function factSince(task: TaskIn<"drafted" | "approved">, seen: SeenThread): OutsideFact | undefined {
  const fact = factOf(task, seen);
  return fact.kind === "content" && isSealedOn(seen.issue, task) ? undefined : fact;
}

/**
 * Whether the comment that a task was made for is still there, or its author has said more since, which is then to be
 * answered. To be missing is not enough to be gone: a look may be behind the webhook. But a look that shows a later
 * comment is not, and what was seen once doesn't come late.
 */
export function triggerIn({ comments }: SeenThread, { source, issue }: Task): "there" | "gone" | "not seen" {
  const { trigger, objectId } = source;
  if (trigger === "opened" || comments.some(({ id }) => id === objectId)) return "there";
  const later = comments.filter(({ id }) => id > objectId);
  if (later.some(({ author }) => author === source.author)) return "there";
  // It may stand before all of these.
  if (later.length >= NEWEST_COMMENTS) return "there";
  const wasSeen = issue.lastHumanCommentHash !== undefined && (issue.lastHumanCommentId ?? 0) >= objectId;
  return wasSeen || later.length > 0 ? "gone" : "not seen";
}

/** By what an issue is compared, of all that was said on it: the newest comment by a person. We are none, nor are bots. */
export function newestSaid(
  comments: readonly ThreadComment[],
): Pick<IssueContent, "lastHumanCommentId" | "lastHumanCommentHash"> {
  const newest = comments.findLast(({ byBot, byUs }) => !byBot && !byUs);
  if (!newest) return {};
  const lastHumanCommentHash = createHash("sha256").update(newest.body).digest("hex");
  return { lastHumanCommentId: newest.id, lastHumanCommentHash };
}

/** The task on the issue as it was seen, for whoever gives just that to the models. */
export function seenOn<T extends Task>(task: T, { issue }: SeenThread): T {
  return { ...task, issue: cutContent(issue) };
}
