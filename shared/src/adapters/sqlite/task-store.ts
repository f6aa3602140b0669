import { isRefusal } from "../../domain/change.ts";
import type { Task } from "../../domain/task.ts";
import { readTasks } from "../../ports/read-tasks.ts";
import type { Created, TaskFilter, TaskPage, TaskStore } from "../../ports/task-store.ts";
import { stamp, standing, type TaskCell, updateTask } from "../../ports/update-task.ts";
import type { Log } from "../../telemetry/log.ts";
import { cursorOf, cursorText, listQuery, parseCursor } from "./list-query.ts";
import type { RawBodies } from "./raw-bodies.ts";
import type { Reader, Row } from "./reader.ts";
import { creation, entryOf, taskOf, update } from "./task-rows.ts";
import type { Writer } from "./writer.ts";

export type TaskStoreDeps = { writer: Writer; reader: Reader; rawBodies: RawBodies; log: Log };

export function createTaskStore({ writer, reader, rawBodies, log }: TaskStoreDeps): TaskStore {
  const watchers = new Set<{ onTask: (task: Task) => void; id: string | undefined }>();
  const tell = (task: Task) => {
    for (const watcher of watchers) {
      if (watcher.id !== undefined && watcher.id !== task.id) continue;
      queueMicrotask(() => watchers.has(watcher) && watcher.onTask(structuredClone(task)));
    }
  };
  const find = (id: string) => reader.one("SELECT id, document FROM tasks WHERE id = ?", id);
  const cellOf = (id: string): TaskCell => ({
    async read() {
      const row = find(id);
      return row && taskOf(row);
    },
    commit: async (_before, { task, entry }) => writer.write(update(task, entry)),
    async isCommitted({ task, entry }) {
      const sql = "SELECT commit_id FROM history WHERE task_id = ? AND version = ?";
      return reader.one(sql, task.id, entry.version)?.commit_id === entry.commitId;
    },
  });
  const taskIn = (row: Row): Task | undefined => {
    try {
      return taskOf(row);
    } catch (error) {
      log.alert("a task can't be read and is passed over", { taskId: row.id, error });
      return undefined;
    }
  };
  /** The tasks with this column up to the time, in its order. */
  const until = async (column: "due_at" | "rested_at", time: Date, limit: number): Promise<Task[]> => {
    const sql = `SELECT rowid, id, document, ${column} AS at FROM tasks
                 WHERE ${column} <= ? AND (${column}, rowid) > (?, ?) ORDER BY ${column}, rowid LIMIT ?`;
    const page = async (size: number, behind: Row | undefined) =>
      reader.all(sql, time.getTime(), Number(behind?.at ?? Number.MIN_SAFE_INTEGER), Number(behind?.rowid ?? 0), size);
    return (await readTasks(limit, { page, taskIn })).tasks;
  };

  return {
    async create(change, rawBody): Promise<Created> {
      const { task, entry } = stamp(change);
      if (await writer.write(creation(task, entry))) {
        if (rawBody) rawBodies.keep(task.id, rawBody);
        tell(task);
        return { is: "created", task };
      }
      return standing(taskOf(find(task.id) as Row), task);
    },

    rawBody: (id) => rawBodies.read(id),

    async get(id) {
      const row = find(id);
      return row && taskOf(row);
    },

    async update(of, rule, options) {
      const ruling = await updateTask(cellOf, of, rule, options);
      if (!isRefusal(ruling)) tell(ruling.task);
      return ruling;
    },

    async history(id, limit = 1_000) {
      const newest = "SELECT * FROM history WHERE task_id = ? ORDER BY version DESC LIMIT ?";
      return reader.all(newest, id, limit).reverse().map(entryOf);
    },

    async list(filter: TaskFilter, { limit, after }): Promise<TaskPage> {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError(`limit is ${limit}, not 1 to 200`);
      const cursor = after === undefined ? undefined : parseCursor(after);
      const page = async (size: number, behind: Row | undefined) => {
        const { sql, parameters } = listQuery(filter, behind ? cursorOf(behind) : cursor);
        return reader.all(sql, ...parameters, size);
      };
      const { tasks, last } = await readTasks(limit, { page, taskIn }, { peek: true });
      return last ? { tasks, next: cursorText(cursorOf(last)) } : { tasks };
    },

    async count(states) {
      const sql = "SELECT count(*) AS n FROM tasks WHERE state = ?";
      return Object.fromEntries(states.map((state) => [state, Number(reader.one(sql, state)?.n)]));
    },

    due: (now, limit) => until("due_at", now, limit),

    rested: (before, limit) => until("rested_at", before, limit),

    async watch(onTask, id) {
      reader.check();
      const watcher = { onTask, id };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}
