import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import { z } from "zod";
import type { Rights } from "./rights.ts";

/** So many tasks are looked at for one page: who may see few of them must not make the store read all. */
export const MOST_LOOKED_AT = 2_000;

const PAGE = 100;

/** Where one list stands: in the page behind `after`, at that task. Null: at its end. */
const positionSchema = z.object({ after: z.string().optional(), at: z.number(), id: z.string() }).nullable();
type Position = z.infer<typeof positionSchema>;

/** Where each of the lists stands, in their order. */
export const positionsSchema = z.array(positionSchema.optional());
export type Positions = z.infer<typeof positionsSchema>;

export type Wanted = {
  /** Lists that have no task in common. */
  filters: readonly TaskFilter[];
  matches(task: Task): boolean;
  limit: number;
  from: Positions;
  /** So many are looked at. */
  most?: number;
  /** What is looked through was named: at the first task in it that may not be seen it ends, as if nothing were there. */
  isNamed?: boolean;
};

type Found = {
  tasks: Task[];
  next?: Positions;
  /** How many were looked at. */
  looked: number;
  /** Another one that may be seen was found behind them. */
  isMore?: true;
};

type Row = { task: Task; position: NonNullable<Position> };

/**
 * The tasks of several lists as one, newest first: those that match and may be seen. `next` is there if there may be more
 * behind them. No task is left out that was there all along; one that was made in the same millisecond as the last one
 * of a page, which is gone from the list since, may come twice.
 */
export async function readVisible(
  { filters, matches, limit, from, most = MOST_LOOKED_AT, isNamed = false }: Wanted,
  rights: Rights,
  tasks: Pick<TaskStore, "list">,
): Promise<Found> {
  if (most <= 0) return { tasks: [], looked: 0 };
  const lists = filters.map((filter, index) => rowsOf(filter, from[index], rights, tasks));
  const heads = await Promise.all(lists.map(next));
  let positions: Positions = filters.map((_, index) => from[index]);
  const found: Task[] = [];
  for (let looked = 0; looked < most; looked++) {
    const index = newestOf(heads);
    const head = heads[index];
    if (!head) return { tasks: found, looked };
    if (isNamed && !(await rights.maySee(head.task.source))) return { tasks: found, looked };
    if (matches(head.task) && (await rights.maySee(head.task.source))) {
      if (found.length === limit) return { tasks: found, next: positions, looked, isMore: true };
      found.push(head.task);
    }
    positions = positions.with(index, head.position);
    heads[index] = await next(lists[index] as AsyncGenerator<Row>);
    if (!heads[index]) positions = positions.with(index, null);
  }
  return { tasks: found, next: positions, looked: most };
}

async function* rowsOf(
  filter: TaskFilter,
  from: Position | undefined,
  rights: Rights,
  tasks: Pick<TaskStore, "list">,
): AsyncGenerator<Row> {
  if (from === null) return;
  let after = from?.after;
  for (let read = 0; read <= MOST_LOOKED_AT; read += PAGE) {
    // Nobody waits any more.
    rights.signal.throwIfAborted();
    const page = await tasks.list(filter, { limit: PAGE, after });
    rights.prepare(page.tasks);
    for (const task of behind(page.tasks, read === 0 ? from : undefined)) {
      yield { task, position: { ...(after !== undefined && { after }), at: task.createdAt.getTime(), id: task.id } };
    }
    after = page.next;
    if (after === undefined) return;
  }
}

/** What stands behind the position in its page, if the task is still there; else all that isn't newer. */
function behind(tasks: Task[], from: Position | undefined): Task[] {
  if (!from) return tasks;
  const index = tasks.findIndex(({ id }) => id === from.id);
  return index >= 0 ? tasks.slice(index + 1) : tasks.filter(({ createdAt }) => createdAt.getTime() <= from.at);
}

async function next(rows: AsyncGenerator<Row>): Promise<Row | undefined> {
  const { value, done } = await rows.next();
  return done ? undefined : value;
}

function newestOf(heads: readonly (Row | undefined)[]): number {
  let newest = 0;
  for (const [index, head] of heads.entries()) {
    const best = heads[newest];
    if (head && (!best || head.task.createdAt > best.task.createdAt)) newest = index;
  }
  return newest;
}
