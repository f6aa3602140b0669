import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DAY, SECOND } from "../../domain/limits.ts";
import { whyLeftOut } from "../../domain/raw-body.ts";
import { after } from "../../domain/time.ts";
import type { RawBody } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import { createTally } from "../../telemetry/tally.ts";
import { type Compressed, createCompressor } from "./compressor.ts";
import type { Reader } from "./reader.ts";
import type { Parameter, Write } from "./statements.ts";
import type { Writer } from "./writer.ts";

const decompress = promisify(gunzip);

/** Bytes of bodies that wait to be written, at the most. What comes while there are so many is not kept. */
const MOST_WAITING = 8 * 1024 * 1024;
/** For what waits when the store is closed. */
const GRACE = 2 * SECOND;
const TELL_EVERY = 10 * SECOND;

export type RawBodies = {
  /** Keeps the body some time after it was asked to, off the calling thread. Never fails: it is there to be looked at, no more. */
  keep(taskId: string, body: Uint8Array): void;
  read(taskId: string): Promise<RawBody | undefined>;
  /** Writes what waits, or as much of it as can be written in a short time. */
  close(): Promise<void>;
};

export function createRawBodies(deps: {
  writer: Writer;
  reader: Reader;
  log: Log;
  now: () => Date;
  days: number;
}): RawBodies {
  const { writer, reader, log, now, days } = deps;
  const notKept = createTally("deliveries that are not kept themselves", { log, every: TELL_EVERY });
  let waiting = 0;

  const write = async (batch: Compressed[]) => {
    const expiresAt = after(now(), days * DAY).getTime();
    try {
      await writer.write(batch.map((one) => keeping(one, expiresAt)));
    } catch (error) {
      log.warn("some deliveries are not kept themselves", { count: batch.length, error });
    }
    for (const { bytes } of batch) waiting -= bytes;
  };
  const compressor = createCompressor(
    (batch) => void write(batch),
    (error) => {
      waiting = 0;
      log.warn("some deliveries are not kept themselves: they could not be compressed", { error });
    },
  );
  return {
    keep(taskId, body) {
      if (waiting + body.length > MOST_WAITING) {
        notKept.count("too much waits to be written");
        return;
      }
      waiting += body.length;
      compressor.compress(taskId, body);
    },
    async read(taskId) {
      const sql = "SELECT body, left_out FROM raw_bodies WHERE task_id = ? AND expires_at > ?";
      const row = reader.one(sql, taskId, now().getTime());
      if (!row) return undefined;
      if (!(row.body instanceof Uint8Array)) return { leftOut: String(row.left_out) };
      return { body: new Uint8Array(await decompress(row.body)) };
    },
    async close() {
      const late = new AbortController();
      const grace = setTimeout(GRACE, "late", { signal: late.signal }).catch(() => undefined);
      if ((await Promise.race([compressor.finish(), grace])) === "late") notKept.count("the store was closed before");
      late.abort();
      notKept.close();
      await compressor.stop();
    },
  };
}

function keeping({ id, bytes, gzip }: Compressed, expiresAt: number): Write[number] {
  const leftOut: Parameter = whyLeftOut(bytes, gzip.length) ?? null;
  return ["keepRawBody", id, leftOut === null ? gzip : null, leftOut, expiresAt];
}
