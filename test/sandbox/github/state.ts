import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export type Permissions = { [name: string]: "read" | "write" };
export type Account = { id: number; login: string; type: "User" | "Organization" | "Bot" };
export type Hook = { url: string; contentType: "json" | "form" };

export type App = {
  id: number;
  slug: string;
  name: string;
  ownerId: number;
  botId: number;
  privateKey: string;
  webhookSecret: string;
  clientId: string;
  clientSecret: string;
  permissions: Permissions;
  events: string[];
  hook: Hook | null;
  setupUrl: string | null;
};

export type Installation = {
  id: number;
  appId: number;
  accountId: number;
  repositoryIds: number[];
  permissions: Permissions;
  suspendedAt: string | null;
  deleted: boolean;
};

/** An installation's token has an installation, a person's has a user. */
export type Token = {
  id: string;
  appId: number;
  installationId: number | null;
  userId: number | null;
  permissions: Permissions;
  /** Null where the token is for all of the installation's. */
  repositoryIds: number[] | null;
  expiresAt: string;
  /** A person's: good for one renewal. */
  refresh?: string;
};

/** What a browser carries back from a page: good for one exchange. */
export type Code = {
  id: string;
  appId: number;
  userId: number | null;
  expiresAt: string;
  used: boolean;
  /** What whoever exchanges it has to know the origin of. */
  challenge?: string;
};

export type Label = { id: number; name: string; color: string };
export type Commit = { sha: string; message: string; at: string; files: { [path: string]: string } };

export type Repo = {
  id: number;
  ownerId: number;
  name: string;
  /** Full names under which it used to be found. */
  oldNames: string[];
  private: boolean;
  archived: boolean;
  deleted: boolean;
  defaultBranch: string;
  roles: { [login: string]: Role };
  labels: Label[];
  /** Oldest commit first. */
  branches: { [name: string]: Commit[] };
};

export type Issue = {
  id: number;
  repoId: number;
  number: number;
  authorId: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  locked: boolean;
  labelIds: number[];
  deleted: boolean;
  /** The id of the issue that it became elsewhere. */
  movedTo: number | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
};

export type Comment = {
  id: number;
  issueId: number;
  authorId: number;
  appId: number | null;
  body: string;
  deleted: boolean;
  createdAt: string;
  updatedAt: string;
};

export type IssueEvent = {
  id: number;
  issueId: number;
  event: string;
  actorId: number;
  appId: number | null;
  label: { name: string; color: string } | null;
  at: string;
};

export type Delivery = {
  /** Above 2^53, so a text. */
  id: string;
  guid: string;
  appId: number;
  redelivery: boolean;
  deliveredAt: string;
  duration: number;
  status: string;
  statusCode: number;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  url: string;
  request: { headers: { [name: string]: string }; payload: string };
  response: { headers: { [name: string]: string }; payload: string };
};

type Rows = {
  accounts: Account;
  apps: App;
  installations: Installation;
  tokens: Token;
  codes: Code;
  repos: Repo;
  issues: Issue;
  comments: Comment;
  events: IssueEvent;
  deliveries: Delivery;
};
type Table = keyof Rows;

/** Rows are never removed, only marked: GitHub tells what was deleted from what never was. */
export type State = {
  /** In the order in which they came. */
  all<T extends Table>(table: T): Rows[T][];
  get<T extends Table>(table: T, id: Rows[T]["id"]): Rows[T] | undefined;
  put<T extends Table>(table: T, row: Rows[T]): Rows[T];
  /** Never given before, in whatever table. */
  nextId(): number;
  /** Rises with every change. */
  version(): number;
};

/** In memory, and in the file if there is one: a line per change, of which the last one about a row counts. */
export function openState(file?: string): State {
  const tables = new Map<Table, Map<number | string, unknown>>();
  let lastId = 1_000;
  let version = 0;
  const rowsOf = (table: Table) => {
    const rows = tables.get(table) ?? new Map<number | string, unknown>();
    tables.set(table, rows);
    return rows;
  };
  const set = (table: Table, row: { id: number | string }) => {
    rowsOf(table).set(row.id, row);
    if (typeof row.id === "number") lastId = Math.max(lastId, row.id);
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
