import { type TaskShown, taskSchema } from "../src/api/task-shown.ts";
import type { Client } from "./client.ts";
import { Ending, EXIT } from "./ending.ts";
import { readTasks } from "./read-tasks.ts";

const ISSUE = /^[\w-]+\/[\w.-]+#[1-9]\d{0,9}$/;

/** A task by its id, or the newest one of an issue, as in acme/webapp#42. */
export async function findTask(named: string, client: Client): Promise<TaskShown> {
  if (!/[#/]/.test(named)) return client.get(`/v1/tasks/${encodeURIComponent(named)}`, taskSchema);
  // Anything else would be looked for in titles, which are strangers'.
  if (!ISSUE.test(named)) {
    throw new Ending(
      EXIT.usage,
      `"${named.slice(0, 100)}" is neither a task's id, as in acme.webapp.42.opened, nor an issue, as in acme/webapp#42.`,
    );
  }
  const [newest] = await readTasks({ q: named }, 1, client);
  if (!newest) throw new Ending(EXIT.absent, `There is no task of ${named}, or none that you may see.`);
  return client.get(`/v1/tasks/${encodeURIComponent(newest.id)}`, taskSchema);
}
