import { DAY } from "../domain/limits.ts";
import { strip } from "../domain/strip.ts";
import { after } from "../domain/time.ts";
import type { TaskStore } from "../ports/task-store.ts";

export type StripDeps = { tasks: TaskStore; now: () => Date };

/** One run does this many at the most; the next goes on. */
const MOST = 500;

/** Takes the texts off tasks that ended more than so many days ago. They are never deleted: their ids are the dedupe. */
export async function stripOldTasks(days: number, { tasks, now }: StripDeps): Promise<number> {
  const old = await tasks.rested(after(now(), -days * DAY), MOST);
  for (const task of old) await tasks.update(task, (current) => strip(current, { now: now(), by: "retention" }));
  return old.length;
}
