import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
} from "@google-cloud/firestore";
import type { Kind } from "../../domain/shared-value.ts";
import type { Cell } from "../../ports/compare-and-set.ts";
import type { Entry, SharedValues } from "../../ports/shared-values.ts";
import { stampEntry, updateValue, type ValueCommit } from "../../ports/update-value.ts";
import type { Log } from "../../telemetry/log.ts";
import { documentName, keyOf, parseStored, toStored } from "./document-values.ts";
import { follow } from "./follow.ts";
import { queryFor } from "./queries.ts";
import type { Requests } from "./requests.ts";

/** A value as it was read: when it was written, if it is there at all, and what it is, unless it has expired. */
type Stored<T> = { lastWritten: Timestamp | undefined; value: T | undefined };

export type SharedValuesDeps = { client: Firestore; requests: Requests; log: Log; now: () => Date };

/** `shared/{kind}/values/{key}`: a collection for each kind, all of one name, so that what expires goes by one rule. */
export function createSharedValues({ client, requests, log, now }: SharedValuesDeps): SharedValues {
  const kindAt = (kind: Kind<unknown>) => client.collection("shared").doc(documentName(kind.name));
  const valueAt = (kind: Kind<unknown>, key: string) => kindAt(kind).collection("values").doc(documentName(key));

  const read = async (document: DocumentReference) => {
    const [snapshot] = await requests.get(document);
    return snapshot as NonNullable<typeof snapshot>;
  };
  const liveValue = <T>(kind: Kind<T>, snapshot: DocumentSnapshot): T | undefined => {
    const expiresAt: unknown = snapshot.get("expiresAt");
    if (!snapshot.exists || (expiresAt instanceof Timestamp && expiresAt.toDate() <= now())) return undefined;
    return parseStored(kind.schema, snapshot.get("value"), snapshot.ref.path);
  };
  const cell = <T>(kind: Kind<T>, document: DocumentReference): Cell<Stored<T>, ValueCommit<T>> => ({
    async read() {
      const snapshot = await read(document);
      return { lastWritten: snapshot.updateTime, value: liveValue(kind, snapshot) };
    },
    async commit({ lastWritten }, wanted) {
      const write = lastWritten
        ? { update: document, data: replacing(wanted), lastWritten }
        : { create: document, data: documentOf(wanted) };
      return (await requests.commit([write])) !== "conflict";
    },
    isCommitted: async (wanted) => (await read(document)).get("commitId") === wanted.commitId,
  });

  return {
    get: async (kind, key) => liveValue(kind, await read(valueAt(kind, key))),

    update: <T>(kind: Kind<T>, key: string, next: (value: T | undefined) => Entry<T> | undefined) =>
      updateValue(cell(kind, valueAt(kind, key)), next),

    async put(kind, key, entry) {
      await requests.commit([{ set: valueAt(kind, key), data: documentOf(stampEntry(entry)) }]);
    },

    async delete(kind, key) {
      await requests.commit([{ delete: valueAt(kind, key) }]);
    },

    async due<T>(kind: Kind<T>, time: Date, limit: number) {
      const due: { key: string; value: T }[] = [];
      let after: readonly unknown[] | undefined;
      // What has expired is there for a while yet, and must take no room from what has not.
      while (due.length < limit) {
        const { docs } = await requests.find(
          queryFor(client, "dueValues", { under: kindAt(kind), bound: time, after, limit }),
        );
        for (const snapshot of docs) {
          const value = liveValue(kind, snapshot);
          if (value !== undefined && due.length < limit) due.push({ key: keyOf(snapshot.id), value });
        }
        const last = docs.at(-1);
        if (!last || docs.length < limit) break;
        after = [last];
      }
      return due;
    },

    async watch(kind, key, onValue) {
      const readable = (snapshot: DocumentSnapshot) => {
        try {
          return liveValue(kind, snapshot);
        } catch (error) {
          log.alert("a shared value can't be read and is passed over", { document: snapshot.ref.path, error });
          return undefined;
        }
      };
      const onDocument = (snapshot: DocumentSnapshot) => {
        const value = readable(snapshot);
        if (value !== undefined) onValue(value);
      };
      return follow({ document: valueAt(kind, key) }, onDocument, { requests, log });
    },
  };
}

function documentOf({ value, dueAt, expiresAt, commitId }: ValueCommit<unknown>): DocumentData {
  return toStored({ value, dueAt, expiresAt, commitId }) as DocumentData;
}

/** All of it, and nothing left of what was there. */
function replacing(wanted: ValueCommit<unknown>): DocumentData {
  return { dueAt: FieldValue.delete(), expiresAt: FieldValue.delete(), ...documentOf(wanted) };
}
