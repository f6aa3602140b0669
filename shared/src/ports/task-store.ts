import type { Change, HistoryEntry, Ruling } from "../domain/change.ts";
import type { Thread } from "../domain/events.ts";
import type { State, Task } from "../domain/task.ts";
import type { Triage } from "../domain/triage.ts";

/**
 * Keeps tasks and their histories.
 *
 * Durable: when a promise of `create` or `update` resolves with a change, that change survives a crash of the process
 * and of the machine, and every later read by anyone sees it.
 * Atomic: a task and the history entry of its change are there together or not at all.
 * Errors: any method rejects with `Unavailable` if the store can't be reached or can't take the work. A rejected write
 * may still have happened only where its method says so; nothing is ever half done.
 *
 * Unreadable: what is stored of a task may have been spoilt from outside. `get`, `update` by its id and a `create` that
 * meets it then reject with `Unusable`, which names it. `due`, `rested`, `list` and `watch` pass it over with an alert
 * in the log, so that nobody else's task waits for it: it takes no room in a limit, the store reads on until that is full
 * or there is no more. Only after 1,000 of them a query ends. Opening the store passes it over, too.
 *
 * Tasks that are given out are the caller's: changing one changes nothing stored.
 */
export interface TaskStore {
  /**
   * Commits the first change of a task, if its id is free.
   *
   * - `created`: it was free, and `task` is stored with this change as the first entry of its history.
   * - `known`: the id is taken by a task of the same GitHub object (`source.objectId` and `source.repo.id`): `task` is
   *   that one, unchanged. Of any number of concurrent creates exactly one is `created`.
   * - `taken`: the id is taken by a task of another object, which is given as `task`, unchanged.
   *
   * One round trip if the id is free. When it rejects, the task may exist all the same; creating it again tells.
   *
   * `rawBody` is the delivery that caused it, kept for some days to be looked at. It costs no round trip of its own and
   * never makes `create` fail: it may be lost in a crash, and is left out where it is too large.
   */
  create(change: Change, rawBody?: Uint8Array): Promise<Created>;

  /** The delivery as it came; why it was left out; or undefined if there is none, or none any more. */
  rawBody(id: string): Promise<RawBody | undefined>;

  /** The newest committed version, or undefined. */
  get(id: string): Promise<Task | undefined>;

  /**
   * Reads a task, asks `rule` what is to become of it, and commits that if the stored version is still the one that was
   * read; else it reads and asks again. Resolves with the change as committed (with its `commitId`), or with the refusal.
   *
   * - `rule` must be pure: it may run any number of times, and each time but the last comes to nothing.
   * - Given a task instead of an id, the first try is made on that version without reading it, in one round trip. A
   *   refusal on it counts only if it is refused on the newest version, too.
   * - `once`: commits on the first version it looks at or not at all; where another commit came first the answer is the
   *   refusal `raced`, and a refusal on that version counts. Nothing is tried again.
   * - No such task: the refusal `absent`.
   * - A commit whose answer was lost is recognised as one's own by its `commitId`: it is never mistaken for a lost race,
   *   and `rule` doesn't run again because of it.
   * - When it rejects with `Unavailable`, the change may have been committed. Any other error came from `rule`, and
   *   nothing was committed.
   */
  update(of: string | Task, rule: (task: Task) => Ruling, options?: { once?: boolean }): Promise<Ruling>;

  /** Every change of the task, oldest first, the newest `limit` of them (1,000 if not given). Empty if there is no such task. */
  history(id: string, limit?: number): Promise<StoredEntry[]>;

  /**
   * Tasks that match everything in the filter, newest created first, `limit` at most (1 to 200). `next` is there exactly
   * if there is more, be it readable or not: given as `after`, the list goes on behind the last task, also when tasks
   * have come or moved meanwhile. Rejects with a `RangeError` on any other limit, and on a cursor that can't be read.
   */
  list(filter: TaskFilter, page: { limit: number; after?: string | undefined }): Promise<TaskPage>;

  /** How many tasks are in each of these states. */
  count(states: readonly State[]): Promise<Record<string, number>>;

  /** Moving tasks with `dueAt` ≤ now, the longest due first. Never more than `limit`. Its cost doesn't grow with the tasks that rest. */
  due(now: Date, limit: number): Promise<Task[]>;

  /** Resting tasks with `restedAt` ≤ before, the longest at rest first: those whose texts may be stripped. Never more than `limit`. */
  rested(before: Date, limit: number): Promise<Task[]>;

  /**
   * Calls `onTask` with every task that is committed from the moment on at which the promise resolves, whoever commits
   * it; with `id`, with that task only. Versions may be left out when they follow each other quickly, never the newest;
   * for one task they never go back. `onTask` must not throw. It is never called after the returned function was.
   */
  watch(onTask: (task: Task) => void, id?: string): Promise<() => void>;
}

export type RawBody = { body: Uint8Array } | { leftOut: string };

export type Created = { is: "created" | "known" | "taken"; task: Task };

/** An entry as stored: with the commit that brought it. */
export type StoredEntry = HistoryEntry & { commitId: string };

export type TaskFilter = {
  state?: State | undefined;
  /** `owner/name`, in any case. */
  repo?: string | undefined;
  author?: string | undefined;
  kind?: Triage["kind"] | undefined;
  thread?: Thread | undefined;
};

export type TaskPage = { tasks: Task[]; next?: string };
