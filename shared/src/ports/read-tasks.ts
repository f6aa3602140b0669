import type { Task } from "../domain/task.ts";

/** What a query finds, as an adapter offers it to `readTasks`. */
export type Rows<R> = {
  /** The next so many in the query's order, behind the one given; fewer only if there are no more. */
  page(limit: number, behind: R | undefined): Promise<R[]>;
  /** The task in it; undefined if it can't be read, which has been said in the log. */
  taskIn(row: R): Task | undefined;
};

/** Where so many can't be read, the store itself is spoilt, and a query must end all the same. */
const MOST_PASSED_OVER = 1_000;
/** Once something was passed over, more of it is likely to come. */
const LEAST_READ_ON = 100;

/**
 * So many tasks of a query, if there are: what can't be read takes no room. `peek`: look whether there are rows behind
 * them, too; then `last` is the last row that was read.
 */
export async function readTasks<R>(
  limit: number,
  { page, taskIn }: Rows<R>,
  { peek = false } = {},
): Promise<{ tasks: Task[]; last?: R | undefined }> {
  const tasks: Task[] = [];
  let last: R | undefined;
  let passedOver = 0;
  while (passedOver < MOST_PASSED_OVER) {
    const missing = limit - tasks.length;
    const size = (passedOver > 0 ? Math.max(missing, LEAST_READ_ON) : missing) + Number(peek);
    const rows = await page(size, last);
    for (const row of rows) {
      if (tasks.length === limit) return { tasks, last };
      const task = taskIn(row);
      if (task) tasks.push(task);
      else passedOver += 1;
      last = row;
    }
    if (rows.length < size || (tasks.length === limit && !peek)) break;
  }
  return { tasks };
}
