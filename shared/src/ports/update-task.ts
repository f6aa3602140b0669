import { type Change, isRefusal, type Refusal, refuse } from "../domain/change.ts";
import type { Task } from "../domain/task.ts";
import { type Cell, compareAndSet, compareAndSetOnce } from "./compare-and-set.ts";
import type { Created, StoredEntry, TaskStore } from "./task-store.ts";

/** A change as it is to be stored. */
export type TaskCommit = { task: Task; entry: StoredEntry };

/** A task as a store offers it to `updateTask`; undefined where there is none. */
export type TaskCell = Cell<Task | undefined, TaskCommit>;

type Update = TaskStore["update"];

/** `TaskStore.update`, for a store that can read one task and commit on it. */
export async function updateTask(
  cellOf: (id: string) => TaskCell,
  of: Parameters<Update>[0],
  rule: Parameters<Update>[1],
  { once = false }: Parameters<Update>[2] = {},
): Promise<TaskCommit | Refusal> {
  const [id, known] = typeof of === "string" ? [of] : [of.id, of];
  const cell = cellOf(id);
  const decide = (task: Task | undefined) => {
    const ruling = task ? rule(task) : refuse("absent", "there is no such task");
    return isRefusal(ruling) ? { decline: ruling } : { commit: stamp(ruling) };
  };
  const outcome = once ? await compareAndSetOnce(cell, decide, known) : await compareAndSet(cell, decide, known);
  if (outcome === "raced") return refuse("raced", "another commit came first");
  return "declined" in outcome ? outcome.declined : outcome.committed;
}

/** The change under the id of a commit of its own. */
export function stamp({ task, entry }: Change): TaskCommit {
  const commitId = crypto.randomUUID();
  return { task: { ...task, commitId }, entry: { ...entry, commitId } };
}

/** What `TaskStore.create` answers where the id is taken by a stored task. */
export function standing(stored: Task, { source: wanted }: Task): Created {
  const { objectId, repo } = stored.source;
  const isSameObject = objectId === wanted.objectId && repo.id === wanted.repo.id;
  return { is: isSameObject ? "known" : "taken", task: stored };
}
