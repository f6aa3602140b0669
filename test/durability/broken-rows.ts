import { DatabaseSync } from "node:sqlite";

const QUERIES = [
  "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
  "SELECT task_id AS no_task FROM history EXCEPT SELECT id FROM tasks",
  `SELECT id, version, document ->> '$.version', lines, newest FROM tasks LEFT JOIN
     (SELECT task_id, count(*) AS lines, max(version) AS newest FROM history GROUP BY task_id) ON task_id = id
   WHERE lines IS NOT version OR newest IS NOT version OR document ->> '$.version' IS NOT version`,
  `SELECT task_id, version, before, from_state FROM
     (SELECT *, lag(to_state, 1, 'none') OVER (PARTITION BY task_id ORDER BY version) AS before FROM history)
   WHERE before <> from_state`,
];

/** Tasks and histories that don't fit together, broken histories, and whatever SQLite itself finds wrong. */
export function brokenRows(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return QUERIES.flatMap((query) => database.prepare(query).all());
  } finally {
    database.close();
  }
}
