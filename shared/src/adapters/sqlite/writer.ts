import { Worker } from "node:worker_threads";
import { Unavailable } from "../../domain/errors.ts";
import { createFifo } from "./fifo.ts";
import type { Write } from "./statements.ts";
import type { Answer, Failure, FromWriter, ToWriter } from "./write-batches.ts";

export interface Writer {
  /**
   * Resolves when the write is durable, with false if its guard didn't hold and nothing was written. Writes are done in
   * the order in which they were asked for. Rejects with `Unavailable` if nothing was written; or, where the thread
   * itself is gone, if nobody knows.
   */
  write(write: Write): Promise<boolean>;
  /** Resolves when everything asked for before is done and the file is closed. */
  close(): Promise<void>;
}

const THREAD = new URL("./writer-thread.ts", import.meta.url);

/** So many leave at once: the thread works on them while the rest of the turn asks for more. */
const ENOUGH_TO_BEGIN = 16;

/** Starts the thread that writes. What is asked for within one turn of the event loop travels in a message, or few. */
export async function startWriter(file: string, thread: URL = THREAD): Promise<Writer> {
  const worker = new Worker(thread, { workerData: { file }, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
  const waiting = createFifo<{ resolve: (held: boolean) => void; reject: (error: Error) => void }>();
  let outbox: Write[] = [];
  let gone: Unavailable | undefined;

  const send = () => {
    const writes = outbox;
    outbox = [];
    if (!gone && writes.length > 0) worker.postMessage({ writes } satisfies ToWriter);
  };
  const answer = (answers: Answer[]) => {
    for (const one of answers) {
      const asked = waiting.shift();
      if (typeof one === "boolean") asked?.resolve(one);
      else asked?.reject(new Error(`the write can't be done: ${one.message}`));
    }
  };
  const fail = (error: Unavailable, count: number) => {
    for (let i = 0; i < count; i++) waiting.shift()?.reject(error);
  };

  const { promise: ready, resolve: isReady, reject: isNotReady } = Promise.withResolvers<void>();
  const { promise: closed, resolve: isClosed } = Promise.withResolvers<void>();
  worker.on("message", (message: FromWriter) => {
    if ("answers" in message) answer(message.answers);
    else if ("failure" in message) fail(unavailable(message.failure), message.of);
    else if ("ready" in message) isReady();
    else isClosed();
  });
  worker.on("error", (cause) => {
    gone = new Unavailable(`the thread that writes has stopped: ${cause.message}`, { cause });
    isNotReady(gone);
    fail(gone, waiting.size);
  });
  worker.on("exit", () => {
    gone ??= new Unavailable("the store is closed");
    fail(gone, waiting.size);
    isClosed();
  });
  await ready;

  return {
    write(write) {
      if (gone) return Promise.reject(gone);
      if (outbox.length === 0) setImmediate(send);
      outbox.push(write);
      if (outbox.length === ENOUGH_TO_BEGIN) send();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    async close() {
      if (!gone) {
        send();
        gone = new Unavailable("the store is closed");
        worker.postMessage("close" satisfies ToWriter);
      }
      await closed;
    },
  };
}

function unavailable({ message, errcode = 0 }: Failure): Unavailable {
  const why = { 5: "the database is locked by another program", 13: "the disk is full" }[errcode & 0xff] ?? message;
  return new Unavailable(`nothing was written: ${why}`);
}
