/** Everything that is ever written, by name. The writer thread knows these and nothing of what they mean. */
export const STATEMENTS = {
  createTask: `
    INSERT INTO tasks (id, version, state, due_at, rested_at, repo_id, issue, repo, author, kind, created_at, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  updateTask: `
    UPDATE tasks SET version = ?, state = ?, due_at = ?, rested_at = ?, kind = ?, document = ? WHERE id = ? AND version = ?`,
  addHistory: `
    INSERT INTO history (task_id, version, commit_id, at, transition, from_state, to_state, "by", why)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,

  recordCall: `
    INSERT OR REPLACE INTO calls (task_id, id, input_hash, prompt_version, finished, at, expires_at, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,

  // Bodies stand where the pack before them in the same write went.
  keepPack: "INSERT INTO packs (bodies, expires_at) VALUES (?, ?)",
  keepRawBody: `
    INSERT OR REPLACE INTO raw_bodies (task_id, pack, "from", length, expires_at)
    VALUES (?, (SELECT max(id) FROM packs), ?, ?, ?)`,
  leaveOutRawBody: "INSERT OR REPLACE INTO raw_bodies (task_id, left_out, expires_at) VALUES (?, ?, ?)",

  createValue: `
    INSERT INTO shared_values (kind, key, commit_id, due_at, expires_at, document)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  updateValue: `
    UPDATE shared_values SET commit_id = ?, due_at = ?, expires_at = ?, document = ?
    WHERE kind = ? AND key = ? AND commit_id = ?`,
  putValue: `
    INSERT OR REPLACE INTO shared_values (kind, key, commit_id, due_at, expires_at, document) VALUES (?, ?, ?, ?, ?, ?)`,
  deleteValue: "DELETE FROM shared_values WHERE kind = ? AND key = ?",

  // What has expired goes in small portions: a long write would hold up all others.
  forgetValues: `DELETE FROM shared_values
    WHERE rowid IN (SELECT rowid FROM shared_values WHERE expires_at <= ? LIMIT 1000)`,
  forgetCalls: "DELETE FROM calls WHERE rowid IN (SELECT rowid FROM calls WHERE expires_at <= ? LIMIT 1000)",
  forgetPacks: "DELETE FROM packs WHERE id IN (SELECT id FROM packs WHERE expires_at <= ? LIMIT 100)",
  forgetRawBodies:
    "DELETE FROM raw_bodies WHERE rowid IN (SELECT rowid FROM raw_bodies WHERE expires_at <= ? LIMIT 1000)",

  addMessage: "INSERT INTO messages (id, type, body, deliveries, not_before, is_dead) VALUES (?, ?, ?, 0, 0, 0)",
  delayMessage: "UPDATE messages SET deliveries = ?, not_before = ? WHERE id = ?",
  buryMessage: "UPDATE messages SET is_dead = 1 WHERE id = ?",
  deleteMessage: "DELETE FROM messages WHERE id = ?",
} as const;

export type StatementName = keyof typeof STATEMENTS;
export type Parameter = string | number | null | Uint8Array;

/**
 * Statements that happen together or not at all. The first one is the guard: if it changes no row, nothing of the write
 * happens, and that is an answer, not an error.
 */
export type Write = readonly (readonly [StatementName, ...Parameter[]])[];
