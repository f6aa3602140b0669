import type { Kind } from "@frontdesk/shared/domain/shared-value";
import type { Cell } from "@frontdesk/shared/ports/compare-and-set";
import type { Entry, SharedValues } from "@frontdesk/shared/ports/shared-values";
import { stampEntry, updateValue, type ValueCommit } from "@frontdesk/shared/ports/update-value";
import type { Line } from "./model-line.ts";

/** By kind, then by key. */
export type ValueShelves = Map<string, Map<string, Kept>>;
type Kept = ValueCommit<unknown>;
/** What a client sees of a value: which commit is there, and the value unless it has expired. */
type Seen<T> = { commitId: string | undefined; value: T | undefined };

export function createModelSharedValues(shelves: ValueShelves, line: Line, now: () => Date): SharedValues {
  const watchers = new Set<{ kind: string; key: string; onValue: (value: unknown) => void }>();
  const shelf = (kind: Kind<unknown>) => shelves.get(kind.name) ?? new Map<string, Kept>();
  const live = <T>(kind: Kind<T>, kept: Kept | undefined): T | undefined =>
    kept && !(kept.expiresAt && kept.expiresAt <= now()) ? kind.schema.parse(kept.value) : undefined;

  const keep = (kind: Kind<unknown>, key: string, kept: Kept) => {
    shelves.set(kind.name, shelf(kind).set(key, structuredClone(kept)));
    for (const watcher of watchers) {
      if (watcher.kind !== kind.name || watcher.key !== key) continue;
      queueMicrotask(() => watchers.has(watcher) && watcher.onValue(structuredClone(kept.value)));
    }
  };
  const cellOf = <T>(kind: Kind<T>, key: string): Cell<Seen<T>, ValueCommit<T>> => ({
    read: () =>
      line.read(() => {
        const kept = shelf(kind).get(key);
        return { commitId: kept?.commitId, value: live(kind, kept) };
      }),
    commit: (before, wanted) =>
      line.write(() => {
        if (shelf(kind).get(key)?.commitId !== before.commitId) return false;
        keep(kind, key, wanted);
        return true;
      }),
    isCommitted: (wanted) => line.read(() => shelf(kind).get(key)?.commitId === wanted.commitId),
  });

  return {
    get: (kind, key) => line.read(() => live(kind, shelf(kind).get(key))),

    async update<T>(kind: Kind<T>, key: string, next: (value: T | undefined) => Entry<T> | undefined) {
      return structuredClone(await updateValue(cellOf(kind, key), next));
    },

    put: (kind, key, entry) => line.write(() => keep(kind, key, stampEntry(entry))),

    delete: (kind, key) => line.write(() => void shelf(kind).delete(key)),

    due: <T>(kind: Kind<T>, time: Date, limit: number) =>
      line.read(() => {
        const due = [...shelf(kind)].flatMap(([key, kept]) => {
          const value = live(kind, kept);
          return value === undefined || !kept.dueAt || kept.dueAt > time ? [] : [{ key, value, dueAt: kept.dueAt }];
        });
        due.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
        return due.slice(0, limit).map(({ key, value }) => ({ key, value }));
      }),

    async watch(kind, key, onValue) {
      const watcher = { kind: kind.name, key, onValue: (value: unknown) => onValue(kind.schema.parse(value)) };
      await line.read(() => {});
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}
