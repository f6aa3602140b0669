import type { TaskEvent, TaskEventType } from "../domain/events.ts";
import { isMoving, type Task } from "../domain/task.ts";
import { eventFor } from "../pipeline.ts";
import type { EventPublisher } from "../ports/event-bus.ts";
import type { Log } from "../telemetry/log.ts";

export type AnnounceDeps = { bus: EventPublisher; log: Log; now: () => Date };

/**
 * Hints at the work that a task wants now, if it wants any. The author of a commit does this right after it, and doesn't
 * care how it ends: a lost hint is the sweep's to repair.
 */
export async function announce(task: Task, { bus, log, now }: AnnounceDeps): Promise<void> {
  const type = eventFor(task.state);
  if (!type || !isClaimable(task, now())) return;
  try {
    await bus.publish(eventOf(type, task));
  } catch (error) {
    log.warn("an announcement is lost; the sweep will repeat it", { hint: type, error });
  }
}

function isClaimable(task: Task, now: Date): boolean {
  if (!isMoving(task)) return false;
  const isHeld = task.lease !== undefined && task.lease.until > now;
  return !isHeld && (task.notBefore === undefined || task.notBefore <= now);
}

function eventOf(type: TaskEventType, task: Task): TaskEvent {
  const { id: taskId, traceparent } = task;
  return { v: 1, type, taskId, traceparent } as TaskEvent;
}
