import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { pragma } from "./schema.ts";
import { STATEMENTS, type StatementName, type Write } from "./statements.ts";

/** From the writer's side of the port. */
export type ToWriter = { writes: Write[] } | "close";
/** Answers come in the order of the writes. `failure` is for all of the last batch: nothing of it happened. */
export type FromWriter = { ready: true } | { answers: Answer[] } | { failure: Failure; of: number } | { closed: true };
/** Done, or the guard did not hold, or this write alone can't be done. */
export type Answer = true | false | Failure;
export type Failure = { message: string; errcode?: number | undefined };

export type WriterOptions = {
  /** The most writes that share a transaction. */
  most?: number;
  /** Runs before each COMMIT, which is what syncs. A bench makes the disk slower here. */
  beforeCommit?: () => void;
};

/**
 * After a batch of so many, the next one is waited for so long, in milliseconds: it grows, and what a sync costs is shared
 * by more. A lone writer never waits.
 */
const BUSY = { from: 16, pause: 1 };
const CLOCK = new Int32Array(new SharedArrayBuffer(4));

/**
 * Serves the port: everything that has arrived while the last batch was being synced is the next batch, one transaction
 * and one sync for all. A write that fails takes nothing else with it: then the batch is done again, with a savepoint for
 * each write. To have those always would cost more than the writes themselves.
 */
export function writeBatches(port: MessagePort, file: string, options: WriterOptions = {}): void {
  const { most = 2_000, beforeCommit } = options;
  const database = open(file);
  const statements = new Map<string, StatementSync>();
  const prepared = (name: StatementName) => {
    const known = statements.get(name);
    if (known) return known;
    const statement = database.prepare(STATEMENTS[name]);
    statements.set(name, statement);
    return statement;
  };
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const save = database.prepare("SAVEPOINT one");
  const undo = database.prepare("ROLLBACK TO one");
  const release = database.prepare("RELEASE one");

  const writeOne = (write: Write): boolean => {
    let isGuard = true;
    for (const [name, ...parameters] of write) {
      const { changes } = prepared(name).run(...parameters);
      if (isGuard && changes === 0) return false;
      isGuard = false;
    }
    return true;
  };
  const writeAlone = (write: Write): Answer => {
    save.run();
    try {
      return writeOne(write);
    } catch (error) {
      const failure = asFailure(error);
      if (isOutage(failure)) throw error;
      undo.run();
      return failure;
    } finally {
      if (database.isTransaction) release.run();
    }
  };
  const writeBatch = (batch: Write[], how: (write: Write) => Answer): FromWriter => {
    try {
      begin.run();
      const answers = batch.map(how);
      beforeCommit?.();
      commit.run();
      return { answers };
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      return { failure: asFailure(error), of: batch.length };
    }
  };
  const writeTogether = (batch: Write[]): FromWriter => {
    const outcome = writeBatch(batch, writeOne);
    const isOneWritesFault = "failure" in outcome && !isOutage(outcome.failure);
    return isOneWritesFault ? writeBatch(batch, writeAlone) : outcome;
  };

  let lately = 0;
  port.on("message", (first: ToWriter) => {
    if (lately >= BUSY.from) Atomics.wait(CLOCK, 0, 0, BUSY.pause);
    let message: ToWriter | undefined = first;
    const writes: Write[] = [];
    while (message !== undefined && message !== "close") {
      for (const write of message.writes) writes.push(write);
      message = receiveMessageOnPort(port)?.message;
    }
    lately = writes.length;
    for (let start = 0; start < writes.length; start += most) {
      port.postMessage(writeTogether(writes.slice(start, start + most)) satisfies FromWriter);
    }
    if (message === "close") {
      database.close();
      port.postMessage({ closed: true } satisfies FromWriter);
      port.close();
    }
  });
  port.postMessage({ ready: true } satisfies FromWriter);
}

/** `synchronous = FULL` is what makes a commit in WAL mode survive a power failure; so it is read back, not believed. */
function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
  database.exec("PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000");
  if (pragma(database, "synchronous") !== 2) throw new Error("synchronous = FULL was not accepted");
  return database;
}

function asFailure(error: unknown): Failure {
  const { message, errcode } = error as { message: string; errcode?: number };
  return { message, errcode };
}

/** Nothing can be written now, whatever it is: busy, out of memory, read-only, I/O error, corrupt, full, can't open. */
function isOutage({ errcode }: Failure): boolean {
  return [5, 7, 8, 10, 11, 13, 14].includes((errcode ?? 0) & 0xff);
}
