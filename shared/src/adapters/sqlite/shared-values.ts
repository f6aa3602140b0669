import type { Kind } from "../../domain/shared-value.ts";
import type { Cell } from "../../ports/compare-and-set.ts";
import type { Entry, SharedValues } from "../../ports/shared-values.ts";
import { stampEntry, updateValue, type ValueCommit } from "../../ports/update-value.ts";
import type { Reader, Row } from "./reader.ts";
import type { Parameter } from "./statements.ts";
import type { Writer } from "./writer.ts";

/** A value as it is stored: under the id of the commit that stored it. */
type Stored<T> = { commitId?: string | undefined; value?: T };

export function createSharedValues(writer: Writer, reader: Reader, now: () => Date): SharedValues {
  const watchers = new Set<{ kind: string; key: string; onValue: (value: never) => void }>();
  const tell = (kind: string, key: string, value: unknown) => {
    for (const watcher of watchers) {
      if (watcher.kind !== kind || watcher.key !== key) continue;
      queueMicrotask(() => watchers.has(watcher) && watcher.onValue(structuredClone(value) as never));
    }
  };
  const find = (kind: Kind<unknown>, key: string) =>
    reader.one("SELECT * FROM shared_values WHERE kind = ? AND key = ?", kind.name, key);
  const liveValue = <T>(kind: Kind<T>, row: Row | undefined): T | undefined => {
    const expiresAt = row?.expires_at;
    if (!row || (typeof expiresAt === "number" && expiresAt <= now().getTime())) return undefined;
    return parseValue(kind, row);
  };
  const cell = <T>(kind: Kind<T>, key: string): Cell<Stored<T>, ValueCommit<T>> => ({
    async read() {
      const row = find(kind, key);
      const value = liveValue(kind, row);
      return { commitId: row?.commit_id as string | undefined, ...(value !== undefined && { value }) };
    },
    commit: async (before, wanted) =>
      before.commitId === undefined
        ? writer.write([["createValue", kind.name, key, wanted.commitId, ...columns(wanted)]])
        : writer.write([["updateValue", wanted.commitId, ...columns(wanted), kind.name, key, before.commitId]]),
    isCommitted: async (wanted) => find(kind, key)?.commit_id === wanted.commitId,
  });

  return {
    get: async (kind, key) => liveValue(kind, find(kind, key)),

    async update<T>(kind: Kind<T>, key: string, next: (value: T | undefined) => Entry<T> | undefined) {
      const updated = await updateValue(cell(kind, key), next);
      if (updated.stored) tell(kind.name, key, updated.value);
      return updated;
    },

    async put(kind, key, entry) {
      const { commitId } = stampEntry(entry);
      await writer.write([["putValue", kind.name, key, commitId, ...columns(entry)]]);
      tell(kind.name, key, entry.value);
    },

    async delete(kind, key) {
      await writer.write([["deleteValue", kind.name, key]]);
    },

    async due(kind, time, limit) {
      const sql = `SELECT key, document FROM shared_values
                   WHERE kind = ? AND due_at <= ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY due_at LIMIT ?`;
      const rows = reader.all(sql, kind.name, time.getTime(), now().getTime(), limit);
      return rows.map((row) => ({ key: String(row.key), value: parseValue(kind, row) }));
    },

    async watch(kind, key, onValue) {
      reader.check();
      const watcher = { kind: kind.name, key, onValue };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

function parseValue<T>(kind: Kind<T>, row: Row): T {
  return kind.schema.parse(JSON.parse(String(row.document)));
}

function columns({ value, dueAt, expiresAt }: Entry<unknown>): [Parameter, Parameter, Parameter] {
  return [dueAt?.getTime() ?? null, expiresAt?.getTime() ?? null, JSON.stringify(value)];
}
