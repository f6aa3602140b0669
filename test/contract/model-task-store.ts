import { gzipSync } from "node:zlib";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { LARGEST_RAW_BODY } from "@frontdesk/shared/domain/limits";
import { isMoving, type State, type Task } from "@frontdesk/shared/domain/task";
import { compareAndSet } from "@frontdesk/shared/ports/compare-and-set";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import { stamp, standing, type TaskCell, type TaskCommit, updateTask } from "@frontdesk/shared/ports/update-task";
import type { Line } from "./model-line.ts";

/** All that happened to each task, oldest first. The newest is the task, so that task and history can't differ. */
export type TaskCommits = Map<string, TaskCommit[]>;
export type RawBodies = Map<string, Uint8Array>;
type Data = { tasks: TaskCommits; rawBodies: RawBodies; spoilt: ReadonlySet<string> };
type Watcher = { id: string | undefined; onTask: (task: Task) => void };

const MOST_LISTED = 200;
const CURSOR = /^(\d+) (\S+)$/;

export function createModelTaskStore(data: Data, line: Line, alerts: string[]): TaskStore {
  const { tasks: commits, rawBodies, spoilt } = data;
  const watchers = new Set<Watcher>();
  const commitsOf = (id: string) => commits.get(id) ?? [];
  const newest = (id: string) => {
    if (spoilt.has(id)) throw new Unusable(`task ${id} can't be read`);
    return commitsOf(id).at(-1)?.task;
  };
  const tasks = () => [...commits.values()].flatMap((all) => all.at(-1)?.task ?? []);
  const firstReadable = (all: Task[], limit: number) => {
    const readable: Task[] = [];
    for (const task of all) {
      if (readable.length === limit) break;
      if (spoilt.has(task.id)) alerts.push(`task ${task.id} can't be read and is passed over`);
      else readable.push(task);
    }
    return readable;
  };

  const append = (commit: TaskCommit) => {
    const { task, entry } = structuredClone(commit);
    commits.set(task.id, [...commitsOf(task.id), { task, entry }]);
    for (const watcher of watchers) queueMicrotask(() => tell(watcher, task));
  };
  const tell = (watcher: Watcher, task: Task) => {
    if (!watchers.has(watcher) || (watcher.id ?? task.id) !== task.id) return;
    watcher.onTask(structuredClone(task));
  };
  const cellOf = (id: string): TaskCell => ({
    read: () => line.read(() => newest(id)),
    commit: (before, wanted) =>
      line.write(() => {
        if (newest(id)?.version !== before?.version) return false;
        append(wanted);
        return true;
      }),
    isCommitted: ({ entry }) =>
      line.read(() => commitsOf(id).some((commit) => commit.entry.commitId === entry.commitId)),
  });

  return {
    async create(change, rawBody) {
      const decide = (stored: Task | undefined) => (stored ? { decline: stored } : { commit: stamp(change) });
      const outcome = await compareAndSet(cellOf(change.task.id), decide);
      if ("committed" in outcome && rawBody) rawBodies.set(change.task.id, structuredClone(rawBody));
      if ("committed" in outcome) return { is: "created", task: structuredClone(outcome.committed.task) };
      return standing(outcome.declined, change.task);
    },

    rawBody: (id) =>
      line.read(() => {
        const body = rawBodies.get(id);
        const size = gzipSync(body ?? "").length;
        return body && (size > LARGEST_RAW_BODY ? { leftOut: `${size} bytes` } : { body });
      }),

    get: (id) => line.read(() => newest(id)),

    update: async (of, rule, options) => structuredClone(await updateTask(cellOf, of, rule, options)),

    history: (id, limit = 1_000) =>
      line.read(() =>
        commitsOf(id)
          .map(({ entry }) => entry)
          .slice(-limit),
      ),

    list: async (filter, { limit, after }) => {
      const isBehind = after === undefined ? () => true : behind(after);
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED) throw new RangeError(`limit: ${limit}`);
      const all = await line.read(tasks);
      const matching = all.filter((task) => matches(task, filter) && isBehind(task)).sort(newestCreatedFirst);
      const page = firstReadable(matching, limit);
      const last = page.at(-1);
      const isLast = last === undefined || page.length < limit || last === matching.at(-1);
      return { tasks: page, ...(!isLast && { next: cursorOf(last) }) };
    },

    async count(states) {
      const all = await line.read(tasks);
      const countOf = (state: State) => all.filter((task) => task.state === state).length;
      return Object.fromEntries(states.map((state) => [state, countOf(state)]));
    },

    async due(now, limit) {
      const moving = (await line.read(tasks)).filter(isMoving);
      const due = moving.filter((task) => task.dueAt <= now);
      return firstReadable(
        due.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime()),
        limit,
      );
    },

    async rested(before, limit) {
      const since = (task: Task) => task.restedAt?.getTime() ?? Number.POSITIVE_INFINITY;
      const rested = (await line.read(tasks)).filter((task) => since(task) <= before.getTime());
      return firstReadable(
        rested.sort((one, other) => since(one) - since(other)),
        limit,
      );
    },

    async watch(onTask, id) {
      const watcher = { onTask, id };
      await line.read(() => {});
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

function matches(task: Task, { state, repo, author, kind, thread }: TaskFilter): boolean {
  const { source } = task;
  const fullName = `${source.repo.owner}/${source.repo.name}`.toLowerCase();
  const foundKind = "triage" in task ? task.triage?.kind : undefined;
  return (
    (state ?? task.state) === task.state &&
    (repo?.toLowerCase() ?? fullName) === fullName &&
    (author ?? source.author) === source.author &&
    (kind ?? foundKind) === foundKind &&
    (thread === undefined || (thread.repoId === source.repo.id && thread.issue === source.issue))
  );
}

function newestCreatedFirst(one: Placed, other: Placed): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? -1 : 1);
}

/** Where a task stands in a list, which never changes. */
type Placed = Pick<Task, "createdAt" | "id">;

function cursorOf({ createdAt, id }: Placed): string {
  return `${createdAt.getTime()} ${id}`;
}

function behind(cursor: string): (task: Task) => boolean {
  const [, time, id] = CURSOR.exec(cursor) ?? [];
  if (!time || !id) throw new RangeError(`not a cursor of a list: ${JSON.stringify(cursor)}`);
  const last: Placed = { createdAt: new Date(Number(time)), id };
  return (task) => newestCreatedFirst(last, task) < 0;
}
