import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { startWriter } from "@frontdesk/shared/adapters/sqlite/writer";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, type TestContext, test } from "vitest";
import { newChange } from "../contract/builders.ts";
import { openForTest } from "../contract/test-backend.ts";
import { startChild } from "./child.ts";
import { compileDiskShim } from "./disk-shim.ts";
import { freshFile } from "./fresh-file.ts";

const CHILD = new URL("./commit-and-count.ts", import.meta.url);
const TELLTALE = new URL("./threads/telltale-thread.ts", import.meta.url);
const UNSYNCING = new URL("./threads/unsyncing-thread.ts", import.meta.url);

test("C23: the writer's own connection has a write-ahead log and syncs it at each commit", async () => {
  const { tasks } = await openForTest(() => openWith(TELLTALE));
  const change = newChange();
  await expect(tasks.create(change)).rejects.toThrow("journal_mode = wal, synchronous = 2");
  // The thread said so in place of committing.
  expect(await tasks.get(change.task.id)).toBeUndefined();
});

test("C23: a file whose commits would not be synced is not opened", async () => {
  await expect(openWith(UNSYNCING)).rejects.toThrow("synchronous = FULL was not accepted");
});

test("C23: each commit has a sync of the log before it is acknowledged", async (context) => {
  const seen = await commitUnderShim(context, "real", 1, 100);
  expect(seen).toMatchObject({ commits: 100, unsynced: 0 });
  expect(seen.syncs).toBeGreaterThanOrEqual(100);
});

test("C23: concurrent commits share their syncs, and none is acknowledged without one", async (context) => {
  const seen = await commitUnderShim(context, "real", 50, 40);
  expect(seen).toMatchObject({ commits: 2_000, unsynced: 0 });
  expect(seen.syncs).toBeLessThan(400);
});

test("C23: the count sees commits that are not synced", async (context) => {
  const seen = await commitUnderShim(context, "without sync", 1, 100);
  expect(seen).toMatchObject({ commits: 100, unsynced: 100, syncs: 0 });
});

async function commitUnderShim(context: TestContext, mode: string, clients: number, commits: number) {
  const file = freshFile();
  const shim = compileDiskShim(file);
  if ("missing" in shim) return context.skip(`syncs can't be counted: ${shim.missing}`);
  const child = startChild(CHILD, [file, mode, String(clients), String(commits)], shim.env);
  const seen = JSON.parse(await child.line("{"));
  return seen as { commits: number; syncs: number; unsynced: number };
}

function openWith(thread: URL) {
  const openWriter = (file: string) => startWriter(file, thread);
  return openSqlite({ file: freshFile(), log: silentLog, now: () => new Date(), openWriter });
}
