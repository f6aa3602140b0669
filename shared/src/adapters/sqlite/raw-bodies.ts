import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { DAY } from "../../domain/limits.ts";
import { whyLeftOut } from "../../domain/raw-body.ts";
import { after } from "../../domain/time.ts";
import type { RawBody } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

export type RawBodies = {
  /** Keeps the body some time after it was asked to, off the calling thread. Never fails: it is there to be looked at, no more. */
  keep(taskId: string, body: Uint8Array): void;
  read(taskId: string): Promise<RawBody | undefined>;
};

export function createRawBodies(deps: {
  writer: Writer;
  reader: Reader;
  log: Log;
  now: () => Date;
  days: number;
}): RawBodies {
  const { writer, reader, log, now, days } = deps;
  const store = async (taskId: string, body: Uint8Array) => {
    const compressed = await compress(body);
    const leftOut = whyLeftOut(body.length, compressed.length) ?? null;
    const expiresAt = after(now(), days * DAY).getTime();
    await writer.write([["keepRawBody", taskId, leftOut === null ? compressed : null, leftOut, expiresAt]]);
  };
  return {
    keep: (taskId, body) =>
      void store(taskId, body).catch((error) => log.warn("the delivery itself is not kept", { error })),
    async read(taskId) {
      const sql = "SELECT body, left_out FROM raw_bodies WHERE task_id = ? AND expires_at > ?";
      const row = reader.one(sql, taskId, now().getTime());
      if (!row) return undefined;
      if (!(row.body instanceof Uint8Array)) return { leftOut: String(row.left_out) };
      return { body: new Uint8Array(await decompress(row.body)) };
    },
  };
}
