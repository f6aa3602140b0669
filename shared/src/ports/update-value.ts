import { type Cell, compareAndSet } from "./compare-and-set.ts";
import type { Entry, Updated } from "./shared-values.ts";

/** An entry as it is to be stored. */
export type ValueCommit<T> = Entry<T> & { commitId: string };

/** `SharedValues.update`, for a store that can read one value and commit on it. */
export async function updateValue<T, V extends { value?: T | undefined }>(
  cell: Cell<V, ValueCommit<T>>,
  next: (value: T | undefined) => Entry<T> | undefined,
): Promise<Updated<T>> {
  const decide = ({ value }: V) => {
    const entry = next(value);
    return entry ? { commit: stampEntry(entry) } : { decline: value };
  };
  const outcome = await compareAndSet(cell, decide);
  if ("declined" in outcome) return { stored: false, value: outcome.declined };
  return { stored: true, value: outcome.committed.value };
}

/** The entry under the id of a commit of its own. */
export function stampEntry<T>(entry: Entry<T>): ValueCommit<T> {
  return { ...entry, commitId: crypto.randomUUID() };
}
