import { createRawBodies } from "@frontdesk/shared/adapters/sqlite/raw-bodies";
import type { Reader } from "@frontdesk/shared/adapters/sqlite/reader";
import type { Write } from "@frontdesk/shared/adapters/sqlite/statements";
import type { Writer } from "@frontdesk/shared/adapters/sqlite/writer";
import { expect, test } from "vitest";
import { newChange } from "../contract/builders.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { silentLog } from "../silent-log.ts";

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

  for (let n = 0; n < 10; n++) bodies.keep(`early ${n}`, new Uint8Array(MB));
  expect(counted).toEqual([{ counts: { "too much waits to be written": 1 } }]);
  writing.resolve(true);
  await expect.poll(() => writes.flat().length).toBe(8);
  bodies.keep("late", new Uint8Array(MB));
  await bodies.close();

  const kept = writes.flat().map(([, id]) => id);
  expect(kept).toHaveLength(9);
  expect(kept.at(-1)).toBe("late");
});
