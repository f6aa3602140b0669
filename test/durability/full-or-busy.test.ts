import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { startWriter } from "@frontdesk/shared/adapters/sqlite/writer";
import { isRefusal } from "@frontdesk/shared/domain/change";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { openForTest } from "../contract/test-backend.ts";
import { eventually } from "../eventually.ts";
import { brokenRows } from "./broken-rows.ts";
import { startChild } from "./child.ts";
import { compileDiskShim } from "./disk-shim.ts";
import { aTask, everyWrite, storedOf } from "./every-write.ts";
import { freshFile } from "./fresh-file.ts";

test("C24: a full file refuses every write, alone or with others, does none by halves, and goes on when there is room", async () => {
  const file = freshFile();
  const thread = new URL("./threads/small-disk-thread.ts", import.meta.url);
  const backend = await openForTest(() =>
    openSqlite({ ...config(file), openWriter: (path) => startWriter(path, thread) }),
  );
  const { ids, update, create, publish } = everyWrite(backend, await aTask(backend));
  const before = await storedOf(backend, ids);
  let published = 0;
  const fill = async () => {
    for (; ; published++) await publish();
  };
  await expect(fill()).rejects.toThrow(Unavailable);
  expect(published).toBeGreaterThan(3);

  for (const write of [update, create, publish]) await expect(write()).rejects.toThrow("the disk is full");
  const ends = await Promise.allSettled([update(), create(), publish()]);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(await storedOf(backend, ids)).toEqual(before);
  expect(brokenRows(file)).toEqual([]);

  let handled = 0;
  const subscription = backend.bus.subscribe("task.received", async () => void handled++);
  await eventually(() => expect(handled).toBe(published));
  await subscription.close();
  expect(isRefusal(await update())).toBe(false);
  expect(await create()).toMatchObject({ is: "created" });
});

test("C24: a disk that is full when the log is written refuses every write, and does none by halves", async (context) => {
  const file = freshFile();
  const shim = compileDiskShim(file);
  if ("missing" in shim) return context.skip(`a full disk can't be had: ${shim.missing}`);
  const child = startChild(new URL("./fill-the-disk.ts", import.meta.url), [file], shim.env);
  const { whenFull, before, meanwhile, afterwards } = JSON.parse(await child.line("{"));
  expect(whenFull).toEqual(new Array(6).fill("Unavailable: nothing was written: the disk is full"));
  expect(meanwhile).toEqual(before);
  expect(afterwards).toEqual(["done", "done", "done"]);
  expect(brokenRows(file)).toEqual([]);
});

test("C24: while another program holds the file every write is refused, none is done by halves, and reading goes on", async () => {
  const file = freshFile();
  const backend = await openForTest(() => openSqlite(config(file)));
  const { ids, update, create, publish } = everyWrite(backend, await aTask(backend));
  const before = await storedOf(backend, ids);
  using other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");

  const ends = await Promise.allSettled([update(), create(), publish()]);
  const locked = {
    status: "rejected",
    reason: new Unavailable("nothing was written: the database is locked by another program"),
  };
  expect(ends).toEqual([locked, locked, locked]);
  expect(await storedOf(backend, ids)).toEqual(before);

  other.exec("ROLLBACK");
  await Promise.all([update(), create(), publish()]);
  expect((await storedOf(backend, ids)).map(({ task }) => task?.version)).toEqual([2, 1]);
  expect(brokenRows(file)).toEqual([]);
});

function config(file: string) {
  return { file, log: silentLog, now: () => new Date() };
}
