import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { DAY } from "../../domain/limits.ts";
import { whyLeftOut } from "../../domain/raw-body.ts";
import { after, timeSchema } from "../../domain/time.ts";
import type { RawBody } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import { parseStored } from "./document-values.ts";
import type { Requests, Write } from "./requests.ts";
import { taskAt } from "./task-documents.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const rawBodySchema = z.object({
  gzip: z.instanceof(Uint8Array).optional(),
  leftOut: z.string().optional(),
  expiresAt: timeSchema,
});

export type RawBodies = {
  /** What keeps the body, to be committed along with its task. Nothing, if it can't be had: it is there to be looked at, no more. */
  write(taskId: string, body: Uint8Array): Promise<Write[]>;
  read(taskId: string): Promise<RawBody | undefined>;
};

export type RawBodiesDeps = { client: Firestore; requests: Requests; log: Log; now: () => Date; days: number };

export function createRawBodies({ client, requests, log, now, days }: RawBodiesDeps): RawBodies {
  const bodyAt = (taskId: string) => taskAt(client, taskId).collection("raw").doc("delivery");
  return {
    async write(taskId, body) {
      try {
        const compressed = await compress(body);
        const leftOut = whyLeftOut(body.length, compressed.length);
        const kept = leftOut === undefined ? { gzip: compressed } : { leftOut };
        return [{ set: bodyAt(taskId), data: { ...kept, expiresAt: after(now(), days * DAY) } }];
      } catch (error) {
        log.warn("the delivery itself is not kept", { error });
        return [];
      }
    },

    async read(taskId) {
      const [snapshot] = await requests.get(bodyAt(taskId));
      if (!snapshot?.exists) return undefined;
      const { gzip, leftOut = "", expiresAt } = parseStored(rawBodySchema, snapshot.data(), snapshot.ref.path);
      if (expiresAt <= now()) return undefined;
      return gzip ? { body: new Uint8Array(await decompress(gzip)) } : { leftOut };
    },
  };
}
