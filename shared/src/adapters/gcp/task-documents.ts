import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  type Timestamp,
} from "@google-cloud/firestore";
import { z } from "zod";
import { repoName } from "../../domain/repo-name.ts";
import { type Task, taskSchema } from "../../domain/task.ts";
import { timeSchema } from "../../domain/time.ts";
import type { StoredEntry } from "../../ports/task-store.ts";
import { parseStored, toStored } from "./document-values.ts";
import type { Write } from "./requests.ts";

/** A line of the history comes from our own commits only; the names in it are TypeScript's to check. */
const entrySchema = z.object({
  version: z.number().int().positive(),
  commitId: z.string(),
  at: timeSchema,
  transition: z.string(),
  from: z.string(),
  to: z.string(),
  by: z.string(),
  why: z.string(),
});

/** Every field that a task can have, in whatever state. */
const TASK_FIELDS = fieldsOf(taskSchema);

/**
 * When a task was last written, by Firestore's clock: what a commit on it is conditional on. Kept beside the tasks that
 * were given out, so that one in hand can be committed on without being read again.
 */
const lastWritten = new WeakMap<Task, Timestamp>();

export function taskAt(client: Firestore, id: string): DocumentReference {
  return client.collection("tasks").doc(id);
}

export function entryAt(client: Firestore, id: string, version: number): DocumentReference {
  return taskAt(client, id).collection("history").doc(String(version).padStart(6, "0"));
}

/** A new task, with the first line of its history. */
export function creation(client: Firestore, task: Task, entry: StoredEntry): Write[] {
  return [
    { create: taskAt(client, task.id), data: documentOf(task) },
    { create: entryAt(client, task.id, entry.version), data: toStored(entry) as DocumentData },
  ];
}

/**
 * The next version of a task, with its line in the history. No two commits can bring the same version, for its line is
 * made only once; a task that a person has changed in the console is not overwritten either.
 */
export function succession(client: Firestore, before: Task | undefined, task: Task, entry: StoredEntry): Write[] {
  const written = documentOf(task);
  const gone = TASK_FIELDS.filter((field) => !(field in written)).map((field) => [field, FieldValue.delete()]);
  const data = { ...written, ...Object.fromEntries(gone) };
  return [
    { update: taskAt(client, task.id), data, lastWritten: before && lastWritten.get(before) },
    { create: entryAt(client, task.id, entry.version), data: toStored(entry) as DocumentData },
  ];
}

/** Notes when the task was committed, and gives it back. */
export function committedAt(task: Task, at: Timestamp): Task {
  lastWritten.set(task, at);
  return task;
}

/** The task in a document that is there. */
export function taskOf(snapshot: DocumentSnapshot): Task {
  const { content, ...fields } = snapshot.data() ?? {};
  const task = parseStored(taskSchema, { ...fields, id: snapshot.id, issue: content }, snapshot.ref.path);
  return snapshot.updateTime ? committedAt(task, snapshot.updateTime) : task;
}

export function entryOf(snapshot: DocumentSnapshot): StoredEntry {
  return parseStored(entrySchema, snapshot.data(), snapshot.ref.path) as StoredEntry;
}

export function threadName(repoId: number, issue: number): string {
  return `${repoId}#${issue}`;
}

/**
 * The document, made to be looked at in the console: what a person asks first stands at the top in plain words, with
 * what queries go by. `issue` is its number there; what was written in it is under `content`.
 */
function documentOf(task: Task): DocumentData {
  const { id: _, issue: content, ...fields } = task;
  const { repo, issue, author } = task.source;
  const plain = {
    ...{ repo: repoName(repo), issue, title: content.title, who: author },
    thread: threadName(repo.id, issue),
  };
  const committed = { committedAt: FieldValue.serverTimestamp() };
  return { ...(toStored({ ...fields, content, ...plain }) as DocumentData), ...committed };
}

function fieldsOf(schema: object): string[] {
  if ("options" in schema) return [...new Set((schema.options as object[]).flatMap(fieldsOf))];
  return Object.keys((schema as { shape: object }).shape).filter((field) => field !== "id" && field !== "issue");
}
