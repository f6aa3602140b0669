import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { DAY } from "@frontdesk/shared/domain/limits";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { storeTaskIn } from "../contract/journeys.ts";
import { openForTest } from "../contract/test-backend.ts";
import { startChild } from "./child.ts";
import { freshFile } from "./fresh-file.ts";

const IN_USE = /is in use by another Frontdesk\. Stop that one, or give this one a file of its own\.$/;

test("a file that another process has open is refused, and free as soon as that one is killed", async () => {
  const file = freshFile();
  const child = startChild(new URL("./hold-open.ts", import.meta.url), [file]);
  await child.line("open");
  await expectUnusable(file, IN_USE);
  child.send("SIGKILL");
  await child.ended;
  await openForTest(() => open(file));
});

test("a file that this process has open is refused the second time, and free when it is closed", async () => {
  const file = freshFile();
  const first = await open(file);
  await expectUnusable(file, IN_USE);
  await first.close();
  await openForTest(() => open(file));
});

test("a file that was refused in this process is still this process's, and no other's", async () => {
  const file = freshFile();
  await openForTest(() => open(file));
  await expectUnusable(file, IN_USE);
  const child = startChild(new URL("./hold-open.ts", import.meta.url), [file]);
  await expect(child.line("open")).rejects.toThrow("is in use by another Frontdesk");
});

test("nobody else may read what is kept, whatever the umask says; a folder that was there stays as it was", async () => {
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  const made = join(dirname(freshFile()), "data", "sandbox", "frontdesk.db");
  const given = freshFile();
  chmodSync(dirname(given), 0o755);
  for (const file of [made, given]) {
    const { tasks } = await openForTest(() => open(file));
    await storeTaskIn(tasks, "received");
    const names = readdirSync(dirname(file));
    expect(names).toEqual(expect.arrayContaining(["", "-wal", "-shm", ".lock"].map((end) => `frontdesk.db${end}`)));
    for (const name of names) expect(modeOf(join(dirname(file), name)), name).toBe(0o600);
  }
  expect([modeOf(dirname(made)), modeOf(dirname(dirname(made))), modeOf(dirname(given))]).toEqual([
    0o700, 0o700, 0o755,
  ]);
});

test("a file in use is refused by every path that leads to it", async () => {
  const file = freshFile();
  const folder = `${dirname(file)}-linked`;
  symlinkSync(dirname(file), folder);
  onTestFinished(() => unlinkSync(folder));
  const link = join(dirname(file), "link.db");
  symlinkSync(file, link);
  const first = await open(join(folder, "frontdesk.db"));
  await expectUnusable(file, IN_USE);
  await expectUnusable(link, IN_USE);
  await first.close();
  await openForTest(() => open(link));
  await expectUnusable(join(folder, "frontdesk.db"), IN_USE);
});

test.each([
  ["is no task", `json_set(document, '$.state', 'almost done')`],
  ["is no JSON", "substr(document, 1, 100)"],
])("a file in which a task's document %s can be opened, and the others' leases are void", async (_, spoilt) => {
  const file = freshFile();
  const first = await open(file);
  const held = await Promise.all([1, 2].map(() => storeTaskIn(first.tasks, "received, held by a worker")));
  await first.close();
  const [one, other] = held as [Task, Task];
  using database = new DatabaseSync(file);
  database.prepare(`UPDATE tasks SET document = ${spoilt} WHERE id = ?`).run(one.id);

  const { tasks } = await openForTest(() => open(file));
  expect(await tasks.get(other.id)).not.toHaveProperty("lease");
  await expect(tasks.get(one.id)).rejects.toThrow(Unusable);
  await expect(tasks.get(one.id)).rejects.toThrow(one.id);
  expect(await tasks.due(after(new Date(), DAY), 1)).toMatchObject([{ id: other.id }]);
});

test("a file in use stays usable to the one that has it", async () => {
  const file = freshFile();
  const { tasks } = await openForTest(() => open(file));
  await expectUnusable(file, IN_USE);
  await expectUnusable(file, IN_USE);
  expect(await tasks.count(["received"])).toEqual({ received: 0 });
});

const DAMAGED = /is damaged or no database \(.+\)\. Restore it from a copy, or use another file\.$/;

test.each<[string, (file: string) => void | Promise<void>, RegExp]>([
  ["text", (file) => writeFileSync(file, "This is no database.\n".repeat(500)), DAMAGED],
  ["a file whose end is gone", async (file) => truncateSync(await filled(file), 8_192), DAMAGED],
  ["a file whose beginning is overwritten", async (file) => overwrite(await filled(file), 0, 100), DAMAGED],
  ["a file whose table of contents is overwritten", async (file) => overwrite(await filled(file), 100, 3_000), DAMAGED],
  [
    "another program's database",
    foreign("DELETE"),
    /is a database of something else\. Give Frontdesk a file of its own\.$/,
  ],
  ["another program's database with a log", foreign("WAL"), /is a database of something else\./],
  [
    "a later version's file",
    later,
    /written by a newer Frontdesk \(schema 99, this one knows \d+\)\. Start that version/,
  ],
])("%s is refused, and left as it is", async (_what, make, message) => {
  const file = freshFile();
  await make(file);
  const before = hashOf(file);
  await expectUnusable(file, message);
  expect(hashOf(file)).toBe(before);
  expect(readdirSync(dirname(file)).filter((name) => !name.endsWith(".lock"))).toEqual(["frontdesk.db"]);
});

test.each([
  ["its folder is a file", (file: string) => writeFileSync(dirname(file), "")],
  ["it is a folder itself", (file: string) => mkdirSync(file, { recursive: true })],
  ["its folder is read-only", (file: string) => mkdirSync(dirname(file), { mode: 0o500 })],
])("a path that can't be written is refused: %s", async (what, make) => {
  // Root may write everywhere but here.
  const isRoot = what === "its folder is read-only" && process.getuid?.() === 0;
  const file = isRoot ? "/proc/frontdesk.db" : join(dirname(freshFile()), "data", "frontdesk.db");
  if (!isRoot) make(file);
  await expectUnusable(file, /can't be written \(.+\)\. Check the folder and its rights\.$/);
});

async function expectUnusable(file: string, message: RegExp): Promise<void> {
  const opening = open(file);
  await expect(opening).rejects.toThrow(Unusable);
  await expect(opening).rejects.toThrow(message);
  await expect(opening).rejects.toThrow(`${file} `);
}

function open(file: string) {
  return openSqlite({ file, log: silentLog, now: () => new Date() });
}

/** A file of ours that has been used. */
async function filled(file: string): Promise<string> {
  await (await open(file)).close();
  return file;
}

function overwrite(file: string, from: number, length: number): void {
  writeFileSync(file, readFileSync(file).fill(0xa5, from, from + length));
}

function foreign(journal: "DELETE" | "WAL") {
  return (file: string) => {
    using database = new DatabaseSync(file);
    database.exec(
      `PRAGMA journal_mode = ${journal}; CREATE TABLE guests (name TEXT); INSERT INTO guests VALUES ('Ada')`,
    );
  };
}

async function later(file: string): Promise<void> {
  using database = new DatabaseSync(await filled(file));
  database.exec("PRAGMA user_version = 99");
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
