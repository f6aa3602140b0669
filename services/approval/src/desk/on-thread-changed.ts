import { isRefusal } from "@frontdesk/shared/domain/change";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { isMoving, type Task } from "@frontdesk/shared/domain/task";
import { factOf, type SeenThread } from "@frontdesk/shared/domain/thread";
import { type CodeHost, type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { everyTask } from "@frontdesk/shared/ports/every-task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { type AnnounceDeps, announce } from "@frontdesk/shared/steps/announce";
import { withContext } from "@frontdesk/shared/telemetry/context";

export type OutsideDeps = AnnounceDeps & { tasks: TaskStore; codeHost: CodeHost };

const LOOK_WITHIN = MINUTE;

/**
 * Something happened on an issue: looks what, and tells every task of it. What the webhook said is not believed and not
 * needed: the look shows it, and whatever happened since. Rejects where GitHub can't be asked now: then the hint comes again.
 */
export async function onThreadChanged(
  { thread, traceparent }: EventOf<"thread.changed">,
  deps: OutsideDeps,
): Promise<void> {
  await withContext({ traceparent, event: "thread.changed" }, async () => {
    const closed = await lookAndTell(thread, deps);
    // It may have been opened again in between, when there was nothing cancelled yet that could begin anew.
    if (closed) await lookAndTell(thread, deps);
  });
}

/** Whether a task was cancelled because the issue is closed. */
async function lookAndTell(thread: EventOf<"thread.changed">["thread"], deps: OutsideDeps): Promise<boolean> {
  const concerned: Task[] = [];
  for await (const task of everyTask(deps.tasks, { thread })) if (isConcerned(task)) concerned.push(task);
  const [first] = concerned;
  if (!first) return false;
  const seen = await deps.codeHost.thread(first.source, AbortSignal.timeout(LOOK_WITHIN));
  const told = await Promise.all(concerned.map((task) => tell(task, seen, deps)));
  return told.some((task) => task?.state === "cancelled" && task.cancelledBy === "closed");
}

/** What a look can change: what is not over, and what ended because of closing. */
function isConcerned(task: Task): boolean {
  return isMoving(task) || task.state === "parked" || (task.state === "cancelled" && task.cancelledBy === "closed");
}

/** The task, if that changed it. */
export async function tell(task: Task, seen: SeenThread | Gone, deps: AnnounceDeps & { tasks: TaskStore }) {
  return withContext({ taskId: task.id, traceparent: task.traceparent }, async () => {
    const ruled = await deps.tasks.update(task, (current) => {
      const fact = isGone(seen) ? ({ kind: "gone", how: seen.gone } as const) : factOf(current, seen);
      return onOutsideChange(current, fact, { now: deps.now(), by: "github" });
    });
    if (isRefusal(ruled)) {
      deps.log.debug("nothing to do", { because: ruled.because, why: ruled.why });
      return undefined;
    }
    deps.log.info(`task ${ruled.task.state}`, { why: ruled.entry.why });
    await announce(ruled.task, deps);
    return ruled.task;
  });
}
