import { type DocumentSnapshot, type Firestore, Timestamp } from "@google-cloud/firestore";
import { Unavailable } from "../../domain/errors.ts";
import type { Task } from "../../domain/task.ts";
import { taskIdSchema } from "../../domain/task-id.ts";
import { readTasks } from "../../ports/read-tasks.ts";
import type { Created, TaskFilter, TaskPage, TaskStore } from "../../ports/task-store.ts";
import { stamp, standing, type TaskCell, updateTask } from "../../ports/update-task.ts";
import type { Log } from "../../telemetry/log.ts";
import { follow } from "./follow.ts";
import { queryFor } from "./queries.ts";
import type { RawBodies } from "./raw-bodies.ts";
import type { Requests } from "./requests.ts";
import { committedAt, creation, entryAt, entryOf, succession, taskAt, taskOf, threadName } from "./task-documents.ts";

export type TaskStoreDeps = { client: Firestore; requests: Requests; rawBodies: RawBodies; log: Log };

/** Somebody else's creates and deletes would have to alternate with ours for this to be reached. */
const MOST_CREATE_TRIES = 5;

export function createTaskStore({ client, requests, rawBodies, log }: TaskStoreDeps): TaskStore {
  const find = async (id: string): Promise<Task | undefined> => {
    const [snapshot] = await requests.get(taskAt(client, id));
    return snapshot?.exists ? taskOf(snapshot) : undefined;
  };
  const cellOf = (id: string): TaskCell => ({
    read: () => find(id),
    async isCommitted({ task, entry }) {
      const [line] = await requests.get(entryAt(client, task.id, entry.version));
      return line?.get("commitId") === entry.commitId;
    },
    async commit(before, { task, entry }) {
      const committed = await requests.commit(succession(client, before, task, entry));
      if (committed !== "conflict") committedAt(task, committed.at);
      return committed !== "conflict";
    },
  });
  const taskIn = (snapshot: DocumentSnapshot): Task | undefined => {
    try {
      return taskOf(snapshot);
    } catch (error) {
      log.alert("a task can't be read and is passed over", { taskId: snapshot.id, error });
      return undefined;
    }
  };
  const until = async (query: "dueTasks" | "restedTasks", bound: Date, limit: number): Promise<Task[]> => {
    const page = async (size: number, behind: DocumentSnapshot | undefined) =>
      (await requests.find(queryFor(client, query, { bound, after: behind && [behind], limit: size }))).docs;
    return (await readTasks<DocumentSnapshot>(limit, { page, taskIn })).tasks;
  };

  return {
    async create(change, rawBody): Promise<Created> {
      const { task, entry } = stamp(change);
      const writes = creation(client, task, entry);
      if (rawBody) writes.push(...(await rawBodies.write(task.id, rawBody)));
      for (let tries = 0; tries < MOST_CREATE_TRIES; tries++) {
        const committed = await requests.commit(writes).catch((error: unknown) => ({ error }));
        if (committed !== "conflict" && "at" in committed)
          return { is: "created", task: committedAt(task, committed.at) };
        // It may be there by our own commit all the same: the client repeats requests by itself, and answers get lost.
        const [line, stored] = await requests.get(entryAt(client, task.id, entry.version), taskAt(client, task.id));
        if (line?.get("commitId") === entry.commitId) return { is: "created", task };
        if (committed !== "conflict") throw committed.error;
        if (stored?.exists) return standing(taskOf(stored), task);
      }
      throw new Unavailable(`${task.id} can neither be created nor read`);
    },

    rawBody: (id) => rawBodies.read(id),

    get: find,

    update: (of, rule, options) => updateTask(cellOf, of, rule, options),

    async history(id, limit = 1_000) {
      const query = queryFor(client, "newestHistory", { under: taskAt(client, id), limit });
      return (await requests.find(query)).docs.map(entryOf).reverse();
    },

    async list(filter: TaskFilter, { limit, after }): Promise<TaskPage> {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError(`limit is ${limit}, not 1 to 200`);
      const { state, repo, author, kind, thread } = filter;
      const asked = {
        ...{ state, repo: repo?.toLowerCase(), who: author, "triage.kind": kind },
        thread: thread && threadName(thread.repoId, thread.issue),
      };
      const cursor = after === undefined ? undefined : parseCursor(after);
      const page = async (size: number, behind: DocumentSnapshot | undefined) => {
        const query = queryFor(client, "listedTasks", { ...asked, after: behind ? [behind] : cursor, limit: size });
        return (await requests.find(query)).docs;
      };
      const { tasks, last } = await readTasks<DocumentSnapshot>(limit, { page, taskIn }, { peek: true });
      return last ? { tasks, next: cursorBehind(last) } : { tasks };
    },

    async count(states) {
      const counted = states.map(async (state) => {
        return [state, await requests.count(queryFor(client, "tasksInState", { state }))] as const;
      });
      return Object.fromEntries(await Promise.all(counted));
    },

    due: (time, limit) => until("dueTasks", time, limit),

    rested: (before, limit) => until("restedTasks", before, limit),

    async watch(onTask, id) {
      const onDocument = (snapshot: DocumentSnapshot) => {
        const task = taskIn(snapshot);
        if (task) onTask(task);
      };
      if (id !== undefined) return follow({ document: taskAt(client, id) }, onDocument, { requests, log });
      const committedSince = (asker: Firestore, bound: Timestamp) => queryFor(asker, "committedTasks", { bound });
      return follow({ committedSince, clock: taskAt(client, "-") }, onDocument, { requests, log });
    },
  };
}

function cursorBehind(snapshot: DocumentSnapshot): string {
  return `${(snapshot.get("createdAt") as Timestamp).toMillis()}.${snapshot.id}`;
}

function parseCursor(text: string): [Timestamp, string] {
  const [, createdAt, id] = /^(-?\d{1,13})\.(.+)$/.exec(text) ?? [];
  if (!taskIdSchema.safeParse(id).success) throw new RangeError(`"${text}" is not a cursor of this list`);
  return [Timestamp.fromMillis(Number(createdAt)), String(id)];
}
