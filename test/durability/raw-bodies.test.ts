import { createRawBodies } from "@frontdesk/shared/adapters/sqlite/raw-bodies";
import type { Reader } from "@frontdesk/shared/adapters/sqlite/reader";
import type { Write } from "@frontdesk/shared/adapters/sqlite/statements";
import type { Writer } from "@frontdesk/shared/adapters/sqlite/writer";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { newChange } from "../contract/builders.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";

const MB = 1024 * 1024;

test("deliveries that wait to be written are written when the store is closed", async () => {
  const backend = await openSqliteForTest();
  const body = new TextEncoder().encode('{"action":"opened"}');
  const created = await Promise.all([1, 2, 3].map(() => backend.tasks.create(newChange(), body)));
  const again = await backend.reopen();
  for (const { task } of created) expect(await again.tasks.rawBody(task.id)).toEqual({ body });
  await again.close();
});

test("deliveries that come while too many wait are not kept, which is counted; later ones are", async () => {
  const writes: Write[] = [];
  const counted: unknown[] = [];
  const writing = Promise.withResolvers<boolean>();
  const writer: Writer = {
    write(write) {
      writes.push(write);
      return writing.promise;
    },
    close: async () => {},
  };
  const log = { ...silentLog, info: (_: string, fields?: object) => void counted.push(fields) };
  const bodies = createRawBodies({ writer, reader: {} as Reader, log, now: () => new Date(), days: 1 });
  const half = new Uint8Array(MB / 2);

  bodies.keep("first 1", half);
  bodies.keep("first 2", half);
  bodies.keep("beyond the room", half);
  expect(counted).toEqual([{ counts: { "too much waits to be written": 1 } }]);
  await expect.poll(() => writes.length).toBe(1);
  bodies.keep("meanwhile", half);
  writing.resolve(true);
  await bodies.close();

  const kept = writes.flat().flatMap(([what, id]) => (what === "keepRawBody" ? [id] : []));
  expect(kept).toEqual(["first 1", "first 2", "meanwhile"]);
});

test("a delivery that is larger than what is kept is left out, and that is said", async () => {
  const { tasks, close } = await openSqliteForTest();
  const { task } = await tasks.create(newChange(), new Uint8Array(MB));
  await expect
    .poll(() => tasks.rawBody(task.id))
    .toEqual({ leftOut: "1048576 bytes, and 700000 are the most that is kept" });
  await close();
});
