import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { newChange } from "../../contract/builders.ts";
import { type Hop, type Hopper, throughPorts } from "./hop.ts";

export async function openEmbeddedHop(): Promise<Hop> {
  const folder = await mkdtemp(join(tmpdir(), "frontdesk-hop-"));
  const backend = await openSqlite({ file: join(folder, "ours.db"), log: silentLog, now: () => new Date() });
  const database = new DatabaseSync(join(folder, "bare.db"));
  return {
    name: "the embedded backend",
    ours: throughPorts(backend) as Hopper<unknown>,
    bare: byHand(database) as Hopper<unknown>,
    countRequests: async () => undefined,
    async close() {
      database.close();
      await backend.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** On the calling thread, one sync a commit: the least that SQLite can do it with. */
function byHand(database: DatabaseSync): Hopper<{ id: string; version: number }> {
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE tasks (id TEXT PRIMARY KEY, version INTEGER, document TEXT);
    CREATE TABLE history (id TEXT, version INTEGER, entry TEXT, PRIMARY KEY (id, version));
    CREATE TABLE messages (body TEXT)`);
  const text = JSON.stringify(newChange());
  const create = database.prepare("INSERT INTO tasks VALUES (?, 1, ?)");
  const read = database.prepare("SELECT version, document FROM tasks WHERE id = ?");
  const update = database.prepare("UPDATE tasks SET version = ?, document = ? WHERE id = ? AND version = ?");
  const note = database.prepare("INSERT INTO history VALUES (?, ?, ?)");
  const send = database.prepare("INSERT INTO messages VALUES (?)");
  const commit = async ({ id, version }: { id: string; version: number }) => {
    database.exec("BEGIN IMMEDIATE");
    update.run(version + 1, text, id, version);
    note.run(id, version + 1, text);
    database.exec("COMMIT");
    return { id, version: version + 1 };
  };
  let tasks = 0;
  return {
    async prepare() {
      const id = `task-${++tasks}`;
      create.run(id, text);
      return { id, version: 1 };
    },
    claim({ id }) {
      const row = read.get(id);
      JSON.parse(String(row?.document));
      return commit({ id, version: Number(row?.version) });
    },
    complete: commit,
    publish: async ({ id }) => send.run(id),
  };
}
