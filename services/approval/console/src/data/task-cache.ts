import type { TaskRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import { type Api, Refused, whyOf } from "./api.ts";
import { createStore, type Store } from "./store.ts";

export type TaskEntry = { task?: TaskShown; problem?: { status: number; why: string } };
type Entries = ReadonlyMap<string, TaskEntry>;

export type TaskCache = {
  store: Store<Entries>;
  /** Fetches it, unless that is under way. */
  load(id: string): Promise<void>;
  put(task: TaskShown): void;
  /** Fetches it anew if it is held and older than what was just heard. */
  heard(row: TaskRow): void;
  /** Fetches all that are held: nobody knows what was missed. */
  reload(ids: readonly string[]): void;
};

const MOST_HELD = 50;

export function createTaskCache(api: Pick<Api, "task">): TaskCache {
  const store = createStore<Entries>(new Map());
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();

  const set = (id: string, entry: TaskEntry) =>
    store.set((entries) => {
      const others = [...entries].filter(([one]) => one !== id);
      return new Map([...others.slice(-MOST_HELD), [id, entry]]);
    });
  const put = (task: TaskShown) => {
    const had = store.get().get(task.id)?.task;
    if (!had || had.version <= task.version) set(task.id, { task });
  };
  const fetchOne = async (id: string): Promise<void> => {
    try {
      put(await api.task(id));
    } catch (error) {
      const status = error instanceof Refused ? error.problem.status : 0;
      const had = store.get().get(id)?.task;
      // What was read stays readable, unless it may not be read any more.
      const gone = status === 404 || status === 403;
      set(id, { ...(had && !gone && { task: had }), problem: { status, why: whyOf(error) } });
    }
  };
  const load = (id: string): Promise<void> => {
    const going = underWay.get(id);
    if (going !== undefined) {
      // What is under way may have been read before what was just heard.
      again.add(id);
      return going;
    }
    const promise = fetchOne(id).finally(() => {
      underWay.delete(id);
      if (again.delete(id)) void load(id);
    });
    underWay.set(id, promise);
    return promise;
  };
  return {
    store,
    load,
    put,
    heard(row) {
      const had = store.get().get(row.id)?.task;
      if (had && had.version < row.version) void load(row.id);
    },
    reload(ids) {
      for (const id of ids) void load(id);
    },
  };
}
