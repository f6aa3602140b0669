import { change, describe, type Moment, type Ruling, refuse, stay } from "./change.ts";
import { isMoving, type Task } from "./task.ts";

/** Its texts are gone: there is nothing left of it to begin anew with. */
export function isStripped(task: Task): boolean {
  return !isMoving(task) && task.state !== "parked" && task.restedAt === undefined;
}

/**
 * Takes the long texts off a task that ended long ago. What remains is what it was and how it ended, and its id, by
 * which a late redelivery is known. One that is parked still waits for a person, and keeps everything.
 */
export function strip(task: Task, at: Moment): Ruling {
  if (task.restedAt === undefined) return refuse("state", describe(task));
  const stripped = stay(task, {
    issue: { ...task.issue, body: "" },
    guidance: undefined,
    restedAt: undefined,
    ...("plan" in task && task.plan && { plan: { ...task.plan, body: "" } }),
  });
  return change("strip", task, stripped, at, "its texts are old");
}
