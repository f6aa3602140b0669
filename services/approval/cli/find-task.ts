import { type TaskShown, taskPageSchema, taskSchema } from "../src/api/task-shown.ts";
import type { Client } from "./client.ts";
import { Ending, EXIT } from "./ending.ts";

/** A task by its id, or the newest one of an issue, as in acme/webapp#42. */
export async function findTask(named: string, client: Client): Promise<TaskShown> {
  if (!/[#/]/.test(named)) return client.get(`/v1/tasks/${encodeURIComponent(named)}`, taskSchema);
  const page = await client.get(`/v1/tasks?limit=1&q=${encodeURIComponent(named)}`, taskPageSchema);
  const [newest] = page.tasks;
  if (!newest) throw new Ending(EXIT.absent, `There is no task of ${named}, or none that you may see.`);
  return client.get(`/v1/tasks/${encodeURIComponent(newest.id)}`, taskSchema);
}
