import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { DAY, LARGEST_RAW_BODY, SECOND } from "../../domain/limits.ts";
import { after } from "../../domain/time.ts";
import type { RawBody } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import { createTally } from "../../telemetry/tally.ts";
import type { Reader } from "./reader.ts";
import type { Write } from "./statements.ts";
import type { Writer } from "./writer.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Two of these are all the memory there is for bodies: one is filled while the other is written. What finds no room is not kept. */
const ROOM = 1024 * 1024;
/**
 * Milliseconds in which bodies come together: about 1,700 a second fit. What a flood brings beyond that is left out: a
 * copy to be looked at must not slow down what is being accepted.
 */
const PAUSE = 50;
/** For what waits when the store is closed. */
const GRACE = 2 * SECOND;
const TELL_EVERY = 10 * SECOND;
const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export type RawBodies = {
  /** Keeps the body some time after it was asked to. Never fails: it is there to be looked at, no more. */
  keep(taskId: string, body: Uint8Array): void;
  read(taskId: string): Promise<RawBody | undefined>;
  /** Writes what waits, or as much of it as can be written in a short time. */
  close(): Promise<void>;
};

/** Bodies that are compressed together, which takes a tenth of the time, and of the space: deliveries are much alike. */
type Pack = { room: Buffer; used: number; places: { taskId: string; from: number; length: number }[] };

export function createRawBodies(deps: {
  writer: Writer;
  reader: Reader;
  log: Log;
  now: () => Date;
  days: number;
}): RawBodies {
  const { writer, reader, log, now, days } = deps;
  const notKept = createTally("deliveries that are not kept themselves", { log, every: TELL_EVERY });
  const closing = new AbortController();
  let [filling, spare] = [emptyPack(), emptyPack()];
  let writing: Promise<void> | undefined;

  const expiresAt = () => after(now(), days * DAY).getTime();
  const tryToWrite = async (write: Write) => {
    try {
      await writer.write(write);
    } catch (error) {
      log.warn("some deliveries are not kept themselves", { count: write.length, error });
    }
  };
  const writeOn = async () => {
    while (filling.used > 0) {
      await setTimeout(PAUSE, undefined, { signal: closing.signal }).catch(() => undefined);
      [filling, spare] = [spare, filling];
      const { room, used, places } = spare;
      const packed = await compress(room.subarray(0, used), QUICK);
      const bodies = places.map(
        ({ taskId, from, length }) => ["keepRawBody", taskId, from, length, expiresAt()] as const,
      );
      await tryToWrite([["keepPack", new Uint8Array(packed), expiresAt()], ...bodies]);
      spare.used = 0;
      spare.places = [];
    }
    writing = undefined;
  };
  return {
    keep(taskId, body) {
      if (body.length > LARGEST_RAW_BODY) {
        const why = `${body.length} bytes, and ${LARGEST_RAW_BODY} are the most that is kept`;
        void tryToWrite([["leaveOutRawBody", taskId, why, expiresAt()]]);
      } else if (filling.used + body.length > ROOM) {
        notKept.count("too much waits to be written");
      } else {
        // Copied: what was read from a socket would otherwise stay in memory until it is written.
        filling.room.set(body, filling.used);
        filling.places.push({ taskId, from: filling.used, length: body.length });
        filling.used += body.length;
        writing ??= writeOn();
      }
    },
    async read(taskId) {
      const sql = `SELECT left_out, packs.bodies, "from", length FROM raw_bodies LEFT JOIN packs ON packs.id = pack
                   WHERE task_id = ? AND raw_bodies.expires_at > ?`;
      const row = reader.one(sql, taskId, now().getTime());
      if (!row) return undefined;
      if (!(row.bodies instanceof Uint8Array)) return { leftOut: String(row.left_out) };
      const from = Number(row.from);
      const bodies = await decompress(row.bodies);
      return { body: new Uint8Array(bodies.subarray(from, from + Number(row.length))) };
    },
    async close() {
      closing.abort();
      const late = new AbortController();
      const grace = setTimeout(GRACE, "late", { signal: late.signal }).catch(() => undefined);
      if ((await Promise.race([writing, grace])) === "late") notKept.count("the store was closed before");
      late.abort();
      notKept.close();
    },
  };
}

function emptyPack(): Pack {
  return { room: Buffer.allocUnsafeSlow(ROOM), used: 0, places: [] };
}
