import type { TaskFilter } from "../../ports/task-store.ts";
import type { Row } from "./reader.ts";

export type Cursor = { createdAt: number; rowid: number };

/** The query behind `list`, newest created first. Its last parameter, the limit, is the caller's. */
export function listQuery(filter: TaskFilter, after: Cursor | undefined) {
  const conditions: string[] = [];
  const parameters: (string | number)[] = [];
  const where = (condition: string, ...values: (string | number)[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.state !== undefined) where("state = ?", filter.state);
  if (filter.repo !== undefined) where("repo = ?", filter.repo.toLowerCase());
  if (filter.author !== undefined) where("author = ?", filter.author);
  if (filter.kind !== undefined) where("kind = ?", filter.kind);
  if (filter.thread) where("repo_id = ? AND issue = ?", filter.thread.repoId, filter.thread.issue);
  if (after) where("(created_at, rowid) < (?, ?)", after.createdAt, after.rowid);
  const matching = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const sql = `SELECT rowid, id, created_at, document FROM tasks ${matching} ORDER BY created_at DESC, rowid DESC LIMIT ?`;
  return { sql, parameters };
}

/** Where a row of the list stands in it. */
export function cursorOf(row: Row): Cursor {
  return { createdAt: Number(row.created_at), rowid: Number(row.rowid) };
}

export function cursorText({ createdAt, rowid }: Cursor): string {
  return `${createdAt}.${rowid}`;
}

export function parseCursor(text: string): Cursor {
  const [, createdAt, rowid] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (createdAt === undefined || rowid === undefined) throw new RangeError(`"${text}" is not a cursor of this list`);
  return { createdAt: Number(createdAt), rowid: Number(rowid) };
}
