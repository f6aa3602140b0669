import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Unavailable } from "../../domain/errors.ts";

export type Row = Record<string, unknown>;

/** Reads what is committed, on the calling thread: a look-up takes microseconds and never waits for the writer (WAL). */
export type Reader = {
  one(sql: string, ...parameters: SQLInputValue[]): Row | undefined;
  all(sql: string, ...parameters: SQLInputValue[]): Row[];
  /** Throws `Unavailable` if nothing can be read. */
  check(): void;
  close(): void;
};

export function openReader(file: string): Reader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  database.exec("PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824");
  const statements = new Map<string, StatementSync>();
  const read = <T>(sql: string, use: (statement: StatementSync) => T): T => {
    try {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      return use(statement);
    } catch (cause) {
      throw new Unavailable(`the database can't be read: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    one: (sql, ...parameters) => read(sql, (statement) => statement.get(...parameters)),
    all: (sql, ...parameters) => read(sql, (statement) => statement.all(...parameters)),
    check: () => void read("SELECT 1", (statement) => statement.get()),
    close: () => database.close(),
  };
}
