import { type Kept, openRows } from "../kept-rows.ts";

export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export type Permissions = { [name: string]: "read" | "write" };
export type Account = {
  id: number;
  login: string;
  type: "User" | "Organization" | "Bot";
  /** Whoever is not of the organisation itself, an App among them, doesn't see that this one belongs to it. */
  isHiddenMember?: boolean;
};
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
/** Rows are never removed, only marked: GitHub tells what was deleted from what never was. */
export type State = Kept<Rows>;

export function openState(file?: string): State {
  return openRows(file, { first: 1_000, numberOf: (id) => (typeof id === "number" ? id : undefined) });
}
