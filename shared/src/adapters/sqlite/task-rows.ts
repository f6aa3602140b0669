import { Unusable } from "../../domain/errors.ts";
import { parseJson } from "../../domain/parse-json.ts";
import { repoName } from "../../domain/repo-name.ts";
import { isMoving, type Task, taskSchema } from "../../domain/task.ts";
import type { StoredEntry } from "../../ports/task-store.ts";
import type { Row } from "./reader.ts";
import type { Parameter, Write } from "./statements.ts";

/** The row of a new task, and of its history, as one write. */
export function creation(task: Task, entry: StoredEntry): Write {
  const { id, version, state, source, createdAt } = task;
  const { repo } = source;
  const place = [repo.id, source.issue, repoName(repo), source.author] as const;
  return [
    [
      "createTask",
      id,
      version,
      state,
      dueAt(task),
      restedAt(task),
      ...place,
      kind(task),
      createdAt.getTime(),
      JSON.stringify(task),
    ],
    history(id, entry),
  ];
}

/** The change of a row, if it is still at the version before. */
export function update(task: Task, entry: StoredEntry): Write {
  const { id, version, state } = task;
  return [
    ["updateTask", version, state, dueAt(task), restedAt(task), kind(task), JSON.stringify(task), id, version - 1],
    history(id, entry),
  ];
}

export function taskOf(row: Row): Task {
  const parsed = taskSchema.safeParse(parseJson(String(row.document)));
  if (parsed.success) return parsed.data;
  throw new Unusable(`task ${row.id} can't be read: ${parsed.error.message}`, { cause: parsed.error });
}

export function entryOf(row: Row): StoredEntry {
  const { version, commit_id: commitId, at, transition, from_state: from, to_state: to, by, why } = row;
  return { version, commitId, at: new Date(Number(at)), transition, from, to, by, why } as StoredEntry;
}

function history(id: string, { version, commitId, at, transition, from, to, by, why }: StoredEntry): Write[number] {
  return ["addHistory", id, version, commitId, at.getTime(), transition, from, to, by, why];
}

function dueAt(task: Task): Parameter {
  return isMoving(task) ? task.dueAt.getTime() : null;
}

function restedAt(task: Task): Parameter {
  return task.restedAt?.getTime() ?? null;
}

function kind(task: Task): Parameter {
  return ("triage" in task && task.triage?.kind) || null;
}
