import { askIsDue, change, describe, type Moment, type Ruling, refuse, rest, stay } from "./change.ts";
import { ANNOUNCE_AFTER, ANNOUNCE_AT_MOST_EVERY, REMINDER_EVERY } from "./limits.ts";
import { isMoving, type Task, type TaskIn, type WorkedTask } from "./task.ts";
import { after } from "./time.ts";

/** What should have happened by `dueAt` has not. What happens instead. */
export function sweepTask(task: Task, at: Moment): Ruling {
  if (!isMoving(task)) return refuse("state", describe(task));
  if (at.now < task.dueAt) return refuse("not due", `${task.id} is due at ${task.dueAt.toISOString()}`);
  if (task.state === "awaiting_approval") return at.now < task.ask.deadline ? remind(task, at) : expire(task, at);
  if (task.lease && task.lease.until > at.now) return refuse("leased", describe(task));
  return announceAgain(task, at);
}

function announceAgain(task: WorkedTask, at: Moment): Ruling {
  const wait = Math.min(ANNOUNCE_AFTER * 2 ** task.announcements, ANNOUNCE_AT_MOST_EVERY);
  const announced = stay(task, { announcements: task.announcements + 1, dueAt: after(at.now, wait) });
  return change("announce", task, announced, at, task.why);
}

function remind(task: TaskIn<"awaiting_approval">, at: Moment): Ruling {
  const ask = { ...task.ask, nextReminder: after(at.now, REMINDER_EVERY) };
  return change("remind", task, stay(task, { ask, dueAt: askIsDue(ask) }), at, "still waits for a person");
}

function expire(task: TaskIn<"awaiting_approval">, at: Moment): Ruling {
  const { triage, plan } = task;
  return change("expire", task, rest(task, "expired", { triage, plan }), at, "nobody decided in time");
}
