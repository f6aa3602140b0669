import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { isMoving, type Task } from "@frontdesk/shared/domain/task";
import { after, later } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Stats } from "../../api/surroundings.ts";
import type { Rights } from "./rights.ts";

/** The sweep looks at every task that waits for a service within this. */
const DUE_WITHIN = 15 * MINUTE;
const MOST_DUE = 500;
const LOOKED_AT = 10;

/** What has waited longest for a service, since it came into its state or was allowed to go on. */
export async function findOldest(
  rights: Rights,
  { tasks, now }: { tasks: Pick<TaskStore, "due" | "history">; now: () => Date },
): Promise<Stats["oldest"]> {
  const at = now();
  let oldest: Stats["oldest"] = { seconds: 0 };
  let looked = 0;
  for (const task of await tasks.due(after(at, DUE_WITHIN), MOST_DUE)) {
    if (!waitsForService(task, at) || !(await rights.maySee(task.source))) continue;
    const since = later(await enteredAt(task, tasks), isMoving(task) ? task.notBefore : undefined);
    const seconds = Math.max(0, Math.round((at.getTime() - since.getTime()) / SECOND));
    if (seconds >= oldest.seconds) oldest = { seconds, state: task.state };
    looked += 1;
    if (looked === LOOKED_AT) break;
  }
  return oldest;
}

function waitsForService(task: Task, now: Date): boolean {
  if (!isMoving(task) || task.state === "awaiting_approval") return false;
  const isHeld = task.lease !== undefined && task.lease.until > now;
  return !isHeld && (task.notBefore === undefined || task.notBefore <= now);
}

async function enteredAt({ id, createdAt }: Task, tasks: Pick<TaskStore, "history">): Promise<Date> {
  const history = await tasks.history(id, 100);
  return history.findLast(({ from, to }) => from !== to)?.at ?? history[0]?.at ?? createdAt;
}
