import type { DatabaseSync } from "node:sqlite";
import { Unusable } from "../../domain/errors.ts";

/** Marks a file as ours: "Frdk". */
const APPLICATION_ID = 0x4672646b;

/**
 * One text for each version of the schema, in order, each run once. Those that have been released are never changed:
 * a file made by the first version must arrive at the same schema as a new one.
 */
const MIGRATIONS = [
  `
  CREATE TABLE tasks (
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER,
    rested_at INTEGER,
    repo_id INTEGER NOT NULL,
    issue INTEGER NOT NULL,
    repo TEXT NOT NULL,
    author TEXT NOT NULL,
    kind TEXT,
    created_at INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  -- Resting tasks are in no index that the sweep reads, so that its cost doesn't grow with them.
  CREATE INDEX tasks_due ON tasks (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX tasks_rested ON tasks (rested_at) WHERE rested_at IS NOT NULL;
  CREATE INDEX tasks_newest ON tasks (created_at);
  CREATE INDEX tasks_by_state ON tasks (state, created_at);
  CREATE INDEX tasks_by_repo ON tasks (repo, created_at);
  CREATE INDEX tasks_by_author ON tasks (author, created_at);
  CREATE INDEX tasks_by_thread ON tasks (repo_id, issue, created_at);

  CREATE TABLE history (
    task_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    commit_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    transition TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    "by" TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (task_id, version)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE calls (
    task_id TEXT NOT NULL,
    id TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    finished INTEGER NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (task_id, id)
  ) STRICT;
  CREATE INDEX calls_finished ON calls (input_hash, prompt_version, at) WHERE finished = 1;
  CREATE INDEX calls_expiry ON calls (expires_at);

  CREATE TABLE raw_bodies (
    task_id TEXT NOT NULL UNIQUE,
    body BLOB,
    left_out TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX raw_bodies_expiry ON raw_bodies (expires_at);

  CREATE TABLE shared_values (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    due_at INTEGER,
    expires_at INTEGER,
    document TEXT NOT NULL,
    UNIQUE (kind, key)
  ) STRICT;
  CREATE INDEX shared_values_due ON shared_values (kind, due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX shared_values_expiry ON shared_values (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    deliveries INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    is_dead INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_type ON messages (type) WHERE is_dead = 0;
  `,
  // Deliveries are compressed many at a time. Those that were kept one by one, for some days, to be looked at, are not taken over.
  `
  DROP TABLE raw_bodies;
  CREATE TABLE packs (
    id INTEGER PRIMARY KEY,
    bodies BLOB NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX packs_expiry ON packs (expires_at);
  CREATE TABLE raw_bodies (
    task_id TEXT NOT NULL UNIQUE,
    pack INTEGER,
    "from" INTEGER,
    length INTEGER,
    left_out TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX raw_bodies_expiry ON raw_bodies (expires_at);
  `,
];

/** Brings the file to the present schema, in one transaction. A file that isn't ours, or is newer than us, is left as it is. */
export function migrate(database: DatabaseSync, file: string): void {
  const version = pragma(database, "user_version");
  const applicationId = pragma(database, "application_id");
  const tables = Number(database.prepare("SELECT count(*) AS n FROM sqlite_master").get()?.n);
  if (applicationId !== APPLICATION_ID && (applicationId !== 0 || tables > 0)) {
    throw new Unusable(`${file} is a database of something else. Give Frontdesk a file of its own.`);
  }
  if (version > MIGRATIONS.length) {
    throw new Unusable(
      `${file} was written by a newer Frontdesk (schema ${version}, this one knows ${MIGRATIONS.length}). ` +
        "Start that version, or use another file.",
    );
  }
  if (version === MIGRATIONS.length) return;
  database.exec("BEGIN IMMEDIATE");
  for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.exec("COMMIT");
}

export function pragma(database: DatabaseSync, name: string): unknown & number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number;
}
