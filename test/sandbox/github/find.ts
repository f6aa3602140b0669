import type { Account, App, Comment, Installation, Issue, Repo, Role, State } from "./state.ts";

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export function accountOf(state: State, id: number): Account {
  return known(state.get("accounts", id), `account ${id}`);
}

export function accountNamed(state: State, login: string): Account | undefined {
  return state.all("accounts").find((account) => same(account.login, login));
}

/** A person or organisation, made when first heard of. */
export function accountFor(state: State, login: string, type: Account["type"] = "User"): Account {
  return accountNamed(state, login) ?? state.put("accounts", { id: state.nextId(), login, type });
}

export function appOf(state: State, id: number): App {
  return known(state.get("apps", id), `App ${id}`);
}

export function fullNameOf(state: State, repo: Repo): string {
  return `${accountOf(state, repo.ownerId).login}/${repo.name}`;
}

export function repoOf(state: State, id: number): Repo {
  return known(state.get("repos", id), `repository ${id}`);
}

/** The one that has this name now; else the one that had it. */
export function repoNamed(state: State, fullName: string): { repo: Repo; renamed: boolean } | undefined {
  const repos = state.all("repos").filter((repo) => !repo.deleted);
  const current = repos.find((repo) => same(fullNameOf(state, repo), fullName));
  if (current) return { repo: current, renamed: false };
  const former = repos.findLast((repo) => repo.oldNames.some((name) => same(name, fullName)));
  return former && { repo: former, renamed: true };
}

export function issuesOf(state: State, repo: Repo): Issue[] {
  return state.all("issues").filter((issue) => issue.repoId === repo.id);
}

export function issueNumbered(state: State, repo: Repo, number: number): Issue | undefined {
  return issuesOf(state, repo).find((issue) => issue.number === number);
}

export function commentsOf(state: State, issue: Issue): Comment[] {
  return state.all("comments").filter((comment) => comment.issueId === issue.id && !comment.deleted);
}

export function roleOf(repo: Repo, account: Account): Role | undefined {
  return account.id === repo.ownerId ? "admin" : repo.roles[account.login.toLowerCase()];
}

const ASSOCIATIONS: { [role in Role]: string } = {
  admin: "MEMBER",
  maintain: "MEMBER",
  write: "MEMBER",
  triage: "COLLABORATOR",
  read: "COLLABORATOR",
};

export function associationOf(repo: Repo, account: Account): string {
  if (account.id === repo.ownerId) return "OWNER";
  const role = roleOf(repo, account);
  if (!role) return "NONE";
  return account.isHiddenMember ? "CONTRIBUTOR" : ASSOCIATIONS[role];
}

export function installationsOf(state: State, repo: Repo): Installation[] {
  return state.all("installations").filter((it) => !it.deleted && it.repositoryIds.includes(repo.id));
}

export function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`The GitHub stand-in has no ${what}.`);
  return found;
}
