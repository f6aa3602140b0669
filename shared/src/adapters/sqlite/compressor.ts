import { Worker } from "node:worker_threads";

export type ToCompressor = { id: string; body: Uint8Array } | "finish";
/** `bytes` are those of the body. */
export type Compressed = { id: string; bytes: number; gzip: Uint8Array };

export type Compressor = {
  compress(id: string, body: Uint8Array): void;
  /** Resolves when all that was asked for has been given. */
  finish(): Promise<void>;
  stop(): Promise<void>;
};

const THREAD = new URL("./compressor-thread.ts", import.meta.url);

/**
 * A thread that compresses and gives what it has to `take`, many at a time. There also waits what is to be compressed: in
 * the heap of the calling thread it would cost garbage collections, and Node's own asynchronous gzip three times as much.
 * Started when there is something to do.
 */
export function createCompressor(take: (batch: Compressed[]) => void, failed: (error: Error) => void): Compressor {
  let thread: Worker | undefined;
  const startThread = () => {
    const worker = new Worker(THREAD, { resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    worker.on("message", take);
    worker.on("error", failed);
    worker.on("exit", () => {
      thread = undefined;
    });
    return worker;
  };
  return {
    compress(id, body) {
      thread ??= startThread();
      // A body is a part of what was read from a socket at once, all of which would be copied with it.
      const alone = new Uint8Array(body);
      thread.postMessage({ id, body: alone } satisfies ToCompressor, [alone.buffer]);
    },
    async finish() {
      if (!thread) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      thread.on("exit", () => resolve());
      thread.postMessage("finish" satisfies ToCompressor);
      await promise;
    },
    async stop() {
      await thread?.terminate();
    },
  };
}
