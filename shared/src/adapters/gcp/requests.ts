import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  Query,
  type QuerySnapshot,
  type Timestamp,
  type WriteBatch,
} from "@google-cloud/firestore";
import { Unavailable } from "../../domain/errors.ts";
import { SECOND } from "../../domain/limits.ts";
import { after } from "../../domain/time.ts";
import { orUnavailable } from "../../ports/unless-aborted.ts";
import { documentBytes, MOST_BYTES } from "./document-size.ts";
import { endingAt, type FirestoreLine } from "./firestore.ts";
import { explained, isConflict } from "./grpc-errors.ts";

/** `create`: only if there is none. `update`: only the fields given; only if it was last written at `lastWritten`, or, without that, if it is there. */
export type Write =
  | { create: DocumentReference; data: DocumentData }
  | { update: DocumentReference; data: DocumentData; lastWritten: Timestamp | undefined }
  | { set: DocumentReference; data: DocumentData }
  | { delete: DocumentReference };

/** All that is ever asked of Firestore. Every method is one round trip, and rejects with `Unavailable` where that didn't come off in time. */
export type Requests = {
  /** All of the writes, or none; then the answer is `conflict`. When it rejects with `Unavailable`, nobody knows whether they happened. */
  commit(writes: readonly Write[]): Promise<{ at: Timestamp } | "conflict">;
  get(...documents: DocumentReference[]): Promise<DocumentSnapshot[]>;
  find(query: Query): Promise<QuerySnapshot>;
  count(query: Query): Promise<number>;
  /**
   * Gives what is there, and again whenever that has changed, until the returned function is called or something goes
   * wrong for good. Only after another request has come off: it doesn't look for a credential.
   */
  listen(target: Target, onSnapshot: (snapshot: Heard) => void, onError: (error: Error) => void): () => void;
  /** Aborts when `close` is called. */
  closing: AbortSignal;
  /** Resolves when all that was asked has ended. Nothing more is sent. */
  close(): Promise<void>;
};

/** What to listen to, of the client that it is asked from. */
export type Target = (client: Firestore) => DocumentReference | Query;
/** The documents that are new or changed. */
export type Heard = { documents: DocumentSnapshot[]; readTime: Timestamp };

/** Until a request is given up. */
const DEADLINE = 10 * SECOND;

export function createRequests(line: FirestoreLine, deadline = DEADLINE): Requests {
  const { client, listening, ready } = line;
  /** What the client has not ended yet, and what somebody waits for: a read is given up before the client has. */
  const [unended, running] = [new Set<Promise<unknown>>(), new Set<Promise<unknown>>()];
  const listeners = new Set<() => void>();
  const closing = new AbortController();

  const within = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    const asked = endingAt(after(new Date(), deadline), async () => {
      await ready();
      return send();
    });
    void keep(unended, asked);
    // A little after the request has ended by itself: only what never became one gets here, and what is tried again.
    const late = AbortSignal.timeout(deadline + 100);
    return keep(running, orUnavailable(asked, late, `Firestore did not answer within ${deadline / SECOND} s`));
  };
  const read = async <T>(send: () => Promise<T>): Promise<T> => {
    try {
      return await within(send);
    } catch (error) {
      throw explained(error);
    }
  };
  const check = () => {
    if (closing.signal.aborted) throw new Unavailable("the connection to Firestore is closed");
  };

  return {
    async commit(writes) {
      const batch = client.batch();
      for (const write of writes) add(batch, write);
      try {
        const [first] = await within(() => batch.commit());
        return { at: (first as NonNullable<typeof first>).writeTime };
      } catch (error) {
        if (isConflict(error)) return "conflict";
        throw explained(error);
      }
    },

    get: (...documents) => read(() => client.getAll(...documents)),
    find: (query) => read(() => query.get()),
    count: (query) => read(async () => (await query.count().get()).data().count),

    listen(target, onSnapshot, onError) {
      check();
      const fail = (error: Error) => {
        stop();
        onError(explained(error));
      };
      const what = target(listening);
      const end =
        what instanceof Query
          ? what.onSnapshot((all) => onSnapshot({ documents: newIn(all), readTime: all.readTime }), fail)
          : what.onSnapshot((one) => onSnapshot({ documents: [one], readTime: one.readTime }), fail);
      const stop = () => {
        if (listeners.delete(stop)) end();
      };
      listeners.add(stop);
      return stop;
    },

    closing: closing.signal,

    async close() {
      closing.abort();
      for (const stop of listeners) stop();
      while (running.size > 0) await Promise.all(running);
      line.silence();
      // Never before the client has ended all by itself: what it then still tries would bring down the process.
      const terminated = Promise.all(unended).then(() => client.terminate());
      if (unended.size === 0) await terminated;
    },
  };
}

/** Keeps the promise until it has settled, without minding how. */
function keep<T>(promises: Set<Promise<unknown>>, promise: Promise<T>): Promise<T> {
  const settled: Promise<unknown> = promise.then(
    () => promises.delete(settled),
    () => promises.delete(settled),
  );
  promises.add(settled);
  return promise;
}

function newIn(snapshot: QuerySnapshot): DocumentSnapshot[] {
  const changes = snapshot.docChanges().filter(({ type }) => type !== "removed");
  return changes.map(({ doc }) => doc);
}

function add(batch: WriteBatch, write: Write): void {
  if ("delete" in write) {
    batch.delete(write.delete);
    return;
  }
  const { data } = write;
  if ("create" in write) batch.create(fitting(write.create, data), data);
  else if ("set" in write) batch.set(fitting(write.set, data), data);
  else {
    const { lastWritten } = write;
    batch.update(fitting(write.update, data), data, lastWritten ? { lastUpdateTime: lastWritten } : { exists: true });
  }
}

/** Checked before it is sent: what is too large for a request is otherwise sent again and again. */
function fitting(document: DocumentReference, data: DocumentData): DocumentReference {
  const bytes = documentBytes(document.path, data);
  if (bytes <= MOST_BYTES) return document;
  throw new RangeError(`${document.path} would have ${bytes} bytes; a Firestore document has ${MOST_BYTES} at most`);
}
