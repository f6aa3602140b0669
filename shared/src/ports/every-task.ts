import type { Task } from "../domain/task.ts";
import type { TaskFilter, TaskStore } from "./task-store.ts";

const PAGE = 200;
/** A million tasks. Who has more of one kind has other worries. */
const MOST_PAGES = 5_000;

/** All tasks that match, page by page. Those that come or move meanwhile may be among them or not. */
export async function* everyTask(tasks: TaskStore, filter: TaskFilter): AsyncGenerator<Task> {
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await tasks.list(filter, { limit: PAGE, after });
    yield* found.tasks;
    after = found.next;
    if (after === undefined) return;
  }
}
