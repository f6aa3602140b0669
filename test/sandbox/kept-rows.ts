import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

type Id = number | string;
type Row = { id: Id };

/** Rows by the name of their table. */
export type Kept<Rows extends { [table in keyof Rows]: Row }> = {
  /** In the order in which they came. */
  all<T extends keyof Rows>(table: T): Rows[T][];
  get<T extends keyof Rows>(table: T, id: Rows[T]["id"]): Rows[T] | undefined;
  put<T extends keyof Rows>(table: T, row: Rows[T]): Rows[T];
  /** Never given before, in whatever table. */
  nextId(): number;
  /** Rises with every change. */
  version(): number;
};

/**
 * In memory, and in the file if there is one: a line per change, of which the last one about a row counts. `numberOf` is
 * the number in an id that was given out, if there is one; the next one is above all of them, and above `first`.
 */
export function openRows<Rows extends { [table in keyof Rows]: Row }>(
  file: string | undefined,
  { first, numberOf }: { first: number; numberOf(id: Id): number | undefined },
): Kept<Rows> {
  type Table = keyof Rows;
  const tables = new Map<Table, Map<Id, Row>>();
  let lastId = first;
  let version = 0;
  const rowsOf = (table: Table) => {
    const rows = tables.get(table) ?? new Map<Id, Row>();
    tables.set(table, rows);
    return rows;
  };
  const set = (table: Table, row: Row) => {
    rowsOf(table).set(row.id, row);
    lastId = Math.max(lastId, numberOf(row.id) ?? 0);
  };
  if (file && existsSync(file)) {
    for (const [table, row] of readLines(file)) set(table as Table, row);
    const lines = [...tables].flatMap(([table, rows]) => [...rows.values()].map((row) => JSON.stringify([table, row])));
    writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(""));
    renameSync(`${file}.new`, file);
  }
  return {
    all: <T extends Table>(table: T) => [...rowsOf(table).values()] as Rows[T][],
    get: <T extends Table>(table: T, id: Rows[T]["id"]) => rowsOf(table).get(id) as Rows[T] | undefined,
    put(table, row) {
      set(table, row);
      version += 1;
      if (file) appendFileSync(file, `${JSON.stringify([table, row])}\n`);
      return row;
    },
    nextId() {
      lastId += 1;
      return lastId;
    },
    version: () => version,
  };
}

/** Whoever is killed while writing leaves half a line at the end: that change was never answered. */
function readLines(file: string): [string, Row][] {
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
