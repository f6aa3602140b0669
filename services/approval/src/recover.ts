import { isRefusal, type Moment, type Refusal, type Ruling } from "@frontdesk/shared/domain/change";
import { confirmAbsent, confirmPosted, redrive, revive } from "@frontdesk/shared/domain/recover";
import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { type AnnounceDeps, announce } from "@frontdesk/shared/steps/announce";
import { withContext } from "@frontdesk/shared/telemetry/context";

/** What a person can want of a task that rests. */
export type Recovery =
  /** On from where it parked. */
  | { want: "redrive" }
  /** From the beginning, whatever was decided. */
  | { want: "revive" }
  /** "I checked, the comment is not there", on the version that the person looked at. */
  | { want: "confirm absent"; seen: number }
  /** "It is there." */
  | { want: "confirm posted"; url: string };

export type RecoverDeps = AnnounceDeps & { tasks: TaskStore };

/** The task as it goes on, or why it doesn't. */
export async function recover(
  taskId: string,
  recovery: Recovery,
  by: string,
  deps: RecoverDeps,
): Promise<{ task: Task } | Refusal> {
  const at: Moment = { now: deps.now(), by };
  const ruled = await deps.tasks.update(taskId, (task) => rule(task, recovery, at));
  if (isRefusal(ruled)) return ruled;
  const { task, entry } = ruled;
  return withContext({ taskId, traceparent: task.traceparent, event: "recovery" }, async () => {
    deps.log.info(`task ${task.state}`, { why: entry.why, by });
    await announce(task, deps);
    return { task };
  });
}

function rule(task: Task, recovery: Recovery, at: Moment): Ruling {
  switch (recovery.want) {
    case "redrive":
      return redrive(task, at);
    case "revive":
      return revive(task, at);
    case "confirm absent":
      return confirmAbsent(task, recovery.seen, at);
    case "confirm posted":
      return confirmPosted(task, { url: recovery.url }, at);
  }
}
