import { randomUUID } from "node:crypto";
import { type Change, isRefusal, type Ruling, refuse } from "../../domain/change.ts";
import type { Task } from "../../domain/task.ts";
import { type Cell, compareAndSet } from "../../ports/compare-and-set.ts";
import type { Created, StoredEntry, TaskFilter, TaskPage, TaskStore } from "../../ports/task-store.ts";
import { listQuery, parseCursor } from "./list-query.ts";
import type { RawBodies } from "./raw-bodies.ts";
import type { Reader, Row } from "./reader.ts";
import { creation, entryOf, taskOf, update } from "./task-rows.ts";
import type { Writer } from "./writer.ts";

type Commit = { task: Task; entry: StoredEntry };

export function createTaskStore(writer: Writer, reader: Reader, rawBodies: RawBodies): TaskStore {
  const watchers = new Set<{ onTask: (task: Task) => void; id: string | undefined }>();
  const tell = (task: Task) => {
    for (const watcher of watchers) {
      if (watcher.id === undefined || watcher.id === task.id)
        queueMicrotask(() => watcher.onTask(structuredClone(task)));
    }
  };
  const find = (id: string) => reader.one("SELECT id, document FROM tasks WHERE id = ?", id);
  const cell = (id: string): Cell<Task | undefined, Commit> => ({
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

  return {
    async create(change, rawBody): Promise<Created> {
      const { task, entry } = stamp(change);
      if (await writer.write(creation(task, entry))) {
        if (rawBody) rawBodies.keep(task.id, rawBody);
        tell(task);
        return { is: "created", task };
      }
      const stored = taskOf(find(task.id) as Row);
      return { is: isSameObject(stored, task) ? "known" : "taken", task: stored };
    },

    rawBody: (id) => rawBodies.read(id),

    async get(id) {
      const row = find(id);
      return row && taskOf(row);
    },

    async update(of, rule, { once = false } = {}): Promise<Ruling> {
      const known = typeof of === "string" ? {} : { known: of };
      const decide = (task: Task | undefined) => {
        const ruling = task ? rule(task) : refuse("absent", "there is no such task");
        return isRefusal(ruling) ? { decline: ruling } : { commit: stamp(ruling) };
      };
      const outcome = await compareAndSet(cell(typeof of === "string" ? of : of.id), decide, { ...known, once });
      if (outcome === "raced") return refuse("raced", "another commit came first");
      if ("declined" in outcome) return outcome.declined;
      tell(outcome.committed.task);
      return outcome.committed;
    },

    async history(id, limit = 1_000) {
      const newest = "SELECT * FROM history WHERE task_id = ? ORDER BY version DESC LIMIT ?";
      return reader.all(newest, id, limit).reverse().map(entryOf);
    },

    async list(filter: TaskFilter, { limit, after }): Promise<TaskPage> {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError(`limit is ${limit}, not 1 to 200`);
      const { sql, parameters } = listQuery(filter, after === undefined ? undefined : parseCursor(after));
      const rows = reader.all(sql, ...parameters, limit + 1);
      const tasks = rows.slice(0, limit).map(taskOf);
      const last = rows[limit - 1];
      return rows.length > limit && last ? { tasks, next: `${last.created_at}.${last.rowid}` } : { tasks };
    },

    async count(states) {
      const sql = "SELECT count(*) AS n FROM tasks WHERE state = ?";
      return Object.fromEntries(states.map((state) => [state, Number(reader.one(sql, state)?.n)]));
    },

    async due(now, limit) {
      const sql = "SELECT id, document FROM tasks WHERE due_at <= ? ORDER BY due_at LIMIT ?";
      return reader.all(sql, now.getTime(), limit).map(taskOf);
    },

    async rested(before, limit) {
      const sql = "SELECT id, document FROM tasks WHERE rested_at <= ? ORDER BY rested_at LIMIT ?";
      return reader.all(sql, before.getTime(), limit).map(taskOf);
    },

    async watch(onTask, id) {
      reader.check();
      const watcher = { onTask, id };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

function stamp({ task, entry }: Change): Commit {
  const commitId = randomUUID();
  return { task: { ...task, commitId }, entry: { ...entry, commitId } };
}

function isSameObject(one: Task, other: Task): boolean {
  return one.source.objectId === other.source.objectId && one.source.repo.id === other.source.repo.id;
}
