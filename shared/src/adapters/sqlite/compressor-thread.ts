import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import type { Compressed, ToCompressor } from "./compressor.ts";

// The thread that compresses. On Linux a priority is a thread's own: this one gets what the others leave.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_LOW);

/** Bytes, before they are compressed, after which a batch is full: to write more at once would hold up all others. */
const FULL = 256 * 1024;
/**
 * Milliseconds between two batches: about five hundred deliveries a second. What a flood brings beyond that waits, and at
 * last is left out: a copy to be looked at must not slow down what is being accepted.
 */
const PAUSE = 40;

/** The quickest way, with a window of the size of a delivery: what is set up for each is what costs. */
const GZIP = { level: 1, windowBits: 14, memLevel: 6 };

type Waiting = Exclude<ToCompressor, "finish">;
let waiting: Waiting[] = [];

parentPort?.on("message", (message: ToCompressor) => {
  if (message === "finish") {
    while (waiting.length > 0) compressSome();
    parentPort?.close();
  } else if (waiting.push(message) === 1) {
    setTimeout(compressOn, PAUSE).unref();
  }
});

function compressOn(): void {
  compressSome();
  if (waiting.length > 0) setTimeout(compressOn, PAUSE).unref();
}

function compressSome(): void {
  const batch: Compressed[] = [];
  for (let bytes = 0; bytes < FULL && batch.length < waiting.length; ) {
    const { id, body } = waiting[batch.length] as Waiting;
    // A copy, because what gzip gives is the beginning of a larger piece of memory, all of which would be sent.
    batch.push({ id, bytes: body.length, gzip: new Uint8Array(gzipSync(body, GZIP)) });
    bytes += body.length;
  }
  waiting = waiting.slice(batch.length);
  if (batch.length > 0) parentPort?.postMessage(batch);
}
