import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Block } from "./check-blocks.ts";

export type User = { id: string; name: string; teamId: string; isBot: boolean; says: string };
export type Channel = { id: string; name: string; isPrivate: boolean; topic: string };

export type Message = {
  /** Of the channel and the time stamp, by which Slack knows it. */
  id: string;
  channel: string;
  ts: string;
  userId: string;
  text: string;
  blocks: Block[];
  metadata: { event_type: string; event_payload: { [name: string]: unknown } } | null;
  thread: string | null;
  broadcast: boolean;
  editedAt: string | null;
  deleted: boolean;
};

/** What one person alone sees: below a message, or where it was said. */
export type Whisper = { id: number; channel: string; ts: string | null; userId: string; text: string; at: string };

export type View = {
  id: string;
  userId: string;
  view: { [field: string]: unknown } & { blocks: Block[] };
  /** What was typed so far, by block. */
  typed: { [block: string]: string };
  errors: { [block: string]: string };
  trouble: string | null;
  closed: boolean;
};

/** What a click leads to: each is good for some answers. */
export type Answering = { id: string; channel: string; ts: string; userId: string; at: string; used: number };
export type Trigger = { id: string; userId: string; at: number; used: boolean };

type Rows = {
  users: User;
  channels: Channel;
  messages: Message;
  whispers: Whisper;
  views: View;
  answering: Answering;
  triggers: Trigger;
};
type Table = keyof Rows;

export type State = {
  /** In the order in which they came. */
  all<T extends Table>(table: T): Rows[T][];
  get<T extends Table>(table: T, id: Rows[T]["id"]): Rows[T] | undefined;
  put<T extends Table>(table: T, row: Rows[T]): Rows[T];
  /** Never given before. */
  nextId(): number;
  /** Rises with every change. */
  version(): number;
};

/** In memory, and in the file if there is one: a line per change, of which the last one about a row counts. */
export function openState(file?: string): State {
  const tables = new Map<Table, Map<number | string, unknown>>();
  let lastId = 0;
  let version = 0;
  const rowsOf = (table: Table) => {
    const rows = tables.get(table) ?? new Map<number | string, unknown>();
    tables.set(table, rows);
    return rows;
  };
  const set = (table: Table, row: { id: number | string }) => {
    rowsOf(table).set(row.id, row);
    const [, number] = /(?:^V?|\.)(\d+)$/.exec(String(row.id)) ?? [];
    if (number !== undefined) lastId = Math.max(lastId, Number(number));
  };
  if (file && existsSync(file)) {
    for (const [table, row] of readLines(file)) set(table, row);
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
function readLines(file: string): [Table, { id: number | string }][] {
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
