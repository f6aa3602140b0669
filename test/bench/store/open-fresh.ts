import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite, type SqliteConfig } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { startWriter } from "@frontdesk/shared/adapters/sqlite/writer";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";

/** How the writer commits: the name of its thread's file in this folder; `group` is the real one. */
export type Committing = "group" | "single-commit" | "slow-disk" | "slow-disk-single-commit";

/** The embedded backend on a new file, for as long as `use` takes. */
export async function withFresh<T>(committing: Committing, use: (backend: Backend) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "frontdesk-bench-"));
  try {
    return await use(await openAt(join(folder, "frontdesk.db"), committing));
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function openAt(file: string, committing: Committing = "group"): Promise<Backend> {
  const config: SqliteConfig = { file, log: silentLog, now: () => new Date() };
  if (committing === "group") return openSqlite(config);
  const thread = new URL(`./${committing}-thread.ts`, import.meta.url);
  return openSqlite({ ...config, openWriter: (path) => startWriter(path, thread) });
}
