import { randomUUID } from "node:crypto";
import { type DocumentSnapshot, type Firestore, Timestamp } from "@google-cloud/firestore";
import { type Change, isRefusal, type Ruling, refuse } from "../../domain/change.ts";
import { Unavailable } from "../../domain/errors.ts";
import type { Task } from "../../domain/task.ts";
import { taskIdSchema } from "../../domain/task-id.ts";
import { type Cell, compareAndSet } from "../../ports/compare-and-set.ts";
import type { Created, StoredEntry, TaskFilter, TaskPage, TaskStore } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import { follow } from "./follow.ts";
import { queryFor } from "./queries.ts";
import type { RawBodies } from "./raw-bodies.ts";
import type { Requests } from "./requests.ts";
import { committedAt, creation, entryAt, entryOf, succession, taskAt, taskOf, threadName } from "./task-documents.ts";

type Commit = { task: Task; entry: StoredEntry };

export type TaskStoreDeps = { client: Firestore; requests: Requests; rawBodies: RawBodies; log: Log };

/** Somebody else's creates and deletes would have to alternate with ours for this to be reached. */
const MOST_CREATE_TRIES = 5;

export function createTaskStore({ client, requests, rawBodies, log }: TaskStoreDeps): TaskStore {
  const find = async (id: string): Promise<Task | undefined> => {
    const [snapshot] = await requests.get(taskAt(client, id));
    return snapshot?.exists ? taskOf(snapshot) : undefined;
  };
  const cell = (id: string): Cell<Task | undefined, Commit> => ({
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
  /** One document that can't be read must not hold up all the others that a query finds: it is left to a person. */
  const readable = (snapshots: DocumentSnapshot[]): Task[] =>
    snapshots.flatMap((snapshot) => {
      try {
        return [taskOf(snapshot)];
      } catch (error) {
        log.alert("a task can't be read and is passed over", { document: snapshot.ref.path, error });
        return [];
      }
    });

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
        if (stored?.exists) {
          const known = taskOf(stored);
          return { is: isSameObject(known, task) ? "known" : "taken", task: known };
        }
      }
      throw new Unavailable(`${task.id} can neither be created nor read`);
    },

    rawBody: (id) => rawBodies.read(id),

    get: find,

    async update(of, rule, { once = false } = {}): Promise<Ruling> {
      const known = typeof of === "string" ? {} : { known: of };
      const decide = (task: Task | undefined) => {
        const ruling = task ? rule(task) : refuse("absent", "there is no such task");
        return isRefusal(ruling) ? { decline: ruling } : { commit: stamp(ruling) };
      };
      const outcome = await compareAndSet(cell(typeof of === "string" ? of : of.id), decide, { ...known, once });
      if (outcome === "raced") return refuse("raced", "another commit came first");
      return "declined" in outcome ? outcome.declined : outcome.committed;
    },

    async history(id, limit = 1_000) {
      const query = queryFor(client, "newestHistory", { under: taskAt(client, id), limit });
      return (await requests.find(query)).docs.map(entryOf).reverse();
    },

    async list(filter: TaskFilter, { limit, after }): Promise<TaskPage> {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError(`limit is ${limit}, not 1 to 200`);
      const { state, repo, author, kind, thread } = filter;
      const query = queryFor(client, "listedTasks", {
        ...{ state, repo: repo?.toLowerCase(), who: author, "triage.kind": kind },
        thread: thread && threadName(thread.repoId, thread.issue),
        after: after === undefined ? undefined : parseCursor(after),
        limit: limit + 1,
      });
      const { docs } = await requests.find(query);
      const page = docs.slice(0, limit);
      const tasks = readable(page);
      const last = page.at(-1);
      return docs.length > limit && last ? { tasks, next: cursorBehind(last) } : { tasks };
    },

    async count(states) {
      const counted = states.map(async (state) => {
        return [state, await requests.count(queryFor(client, "tasksInState", { state }))] as const;
      });
      return Object.fromEntries(await Promise.all(counted));
    },

    async due(time, limit) {
      const { docs } = await requests.find(queryFor(client, "dueTasks", { bound: time, limit }));
      return readable(docs);
    },

    async rested(before, limit) {
      const { docs } = await requests.find(queryFor(client, "restedTasks", { bound: before, limit }));
      return readable(docs);
    },

    async watch(onTask, id) {
      const onDocument = (snapshot: DocumentSnapshot) => readable([snapshot]).forEach(onTask);
      if (id !== undefined) return follow({ document: taskAt(client, id) }, onDocument, { requests, log });
      const committedSince = (asker: Firestore, bound: Timestamp) => queryFor(asker, "committedTasks", { bound });
      return follow({ committedSince, clock: taskAt(client, "-") }, onDocument, { requests, log });
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

function cursorBehind(snapshot: DocumentSnapshot): string {
  return `${(snapshot.get("createdAt") as Timestamp).toMillis()}.${snapshot.id}`;
}

function parseCursor(text: string): [Timestamp, string] {
  const [, createdAt, id] = /^(-?\d{1,13})\.(.+)$/.exec(text) ?? [];
  if (!taskIdSchema.safeParse(id).success) throw new RangeError(`"${text}" is not a cursor of this list`);
  return [Timestamp.fromMillis(Number(createdAt)), String(id)];
}
