import { closeSync, fsyncSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openFile } from "@frontdesk/shared/adapters/sqlite/open-file";
import { repoName } from "@frontdesk/shared/domain/repo-name";
import type { Source } from "@frontdesk/shared/domain/task";
import { taskIn } from "../../contract/journeys.ts";

export const REPOS = 100;
const AUTHORS = 20_000;
const MINUTE = 60_000;

export function repoAt(index: number): Source["repo"] {
  return { id: 1 + index, owner: "acme", name: `webapp-${index}` };
}

/**
 * Makes a file with this many tasks that were posted long ago, one a minute, each with eight lines of history. Written
 * in bulk: it is what is in the file that counts here, not how it got there.
 */
export function fillWithFinishedTasks(file: string, count: number): void {
  const giveBack = openFile(file);
  const database = new DatabaseSync(file);
  const task = taskIn("posted");
  const first = Date.now() - count * MINUTE;
  const { owner, name } = repoAt(0);
  const prefix = `${owner}.${name}`.slice(0, -1);
  const repoPrefix = repoName({ owner, name }).slice(0, -1);
  database.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;
    CREATE TEMP TABLE made AS
      WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})
      SELECT i, '${prefix}' || (i % ${REPOS}) || '.' || (i / ${REPOS} + 1) || '.opened' AS id, ${first} + i * ${MINUTE} AS at
      FROM n;
    CREATE TEMP TABLE lines (version INTEGER, transition TEXT, from_state TEXT, to_state TEXT, "by" TEXT);
    INSERT INTO lines VALUES
      (1, 'create', 'none', 'received', 'ingest'), (2, 'claim', 'received', 'received', 'triage'),
      (3, 'triage', 'received', 'triaged', 'triage'), (4, 'claim', 'triaged', 'triaged', 'respond'),
      (5, 'draft', 'triaged', 'drafted', 'respond'), (6, 'approve automatically', 'drafted', 'approved', 'ask'),
      (7, 'intend', 'approved', 'posting', 'post'), (8, 'posted', 'posting', 'posted', 'post');
  `);
  database
    .prepare(
      `INSERT INTO tasks (id, version, state, due_at, repo_id, issue, repo, author, kind, created_at, document)
       SELECT id, 8, 'posted', NULL, 1 + i % ${REPOS}, i / ${REPOS} + 1, '${repoPrefix}' || (i % ${REPOS}),
              'user-' || (i * 7919 % ${AUTHORS}), 'bug', at, replace(?, ?, id)
       FROM made`,
    )
    .run(JSON.stringify(task), task.id);
  database.exec(`
    INSERT INTO history (task_id, version, commit_id, at, transition, from_state, to_state, "by", why)
    SELECT id, version, lower(hex(randomblob(18))), at + version * 1000, transition, from_state, to_state, "by",
           'for a reason of some words'
    FROM made CROSS JOIN lines;
  `);
  database.close();
  giveBack();
  sync(file);
}

/** What is measured next must not wait for what was written here. */
function sync(file: string): void {
  const opened = openSync(file, "r");
  fsyncSync(opened);
  closeSync(opened);
}
