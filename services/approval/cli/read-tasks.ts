import { type TaskRow, taskPageSchema } from "../src/api/task-shown.ts";
import type { Client } from "./client.ts";

export const LONGEST_LIST = 2_000;
const PAGE = 200;

/** So many of the tasks that a query finds, newest first. */
export async function readTasks(given: { [name: string]: string }, limit: number, client: Client): Promise<TaskRow[]> {
  const query = new URLSearchParams(given);
  const tasks: TaskRow[] = [];
  // A page may be empty, with more behind it; that ends, too.
  for (let page = 0; page < LONGEST_LIST && tasks.length < limit; page++) {
    query.set("limit", String(Math.min(PAGE, limit - tasks.length)));
    const found = await client.get(`/v1/tasks?${query}`, taskPageSchema);
    tasks.push(...found.tasks);
    if (found.next === undefined) break;
    query.set("after", found.next);
  }
  return tasks;
}
