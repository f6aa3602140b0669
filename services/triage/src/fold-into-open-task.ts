import { isRefusal } from "@frontdesk/shared/domain/change";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { isMoving, type Source, type Task } from "@frontdesk/shared/domain/task";
import { factOf, type SeenThread } from "@frontdesk/shared/domain/thread";
import { everyTask } from "@frontdesk/shared/ports/every-task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { type AnnounceDeps, announce } from "@frontdesk/shared/steps/announce";

export type FoldDeps = AnnounceDeps & { tasks: TaskStore };

/**
 * One open task a thread: what a new task would say is told to the one that is being worked on. Resolves with that one;
 * with none, the comment is the conversation's next turn, and a task of its own.
 */
export async function foldIntoOpenTask(task: Task, seen: SeenThread, deps: FoldDeps): Promise<Task | undefined> {
  const { repo, issue } = task.source;
  for await (const other of everyTask(deps.tasks, { thread: { repoId: repo.id, issue } })) {
    if (!isMoving(other) || other.state === "posting" || !goesFirst(other, task)) continue;
    const ruled = await deps.tasks.update(other, (current) =>
      onOutsideChange(current, factOf(current, seen), { now: deps.now(), by: "triage" }),
    );
    // It knew already; anything else means that it ended meanwhile.
    if (isRefusal(ruled)) {
      if (ruled.because === "unchanged") return other;
      continue;
    }
    await announce(ruled.task, deps);
    return ruled.task;
  }
  return undefined;
}

/**
 * The issue goes before all that was said on it, and comments are numbered as they come. Webhooks come in any order: a
 * younger one that is sorted already goes first, too. Of two that are being sorted at once only the younger one folds.
 */
function goesFirst(other: Task, task: Task): boolean {
  if (other.id === task.id) return false;
  return other.state !== "received" || isOlder(other.source, task.source);
}

function isOlder(one: Source, other: Source): boolean {
  if (other.trigger === "opened") return false;
  return one.trigger === "opened" || one.objectId < other.objectId;
}
