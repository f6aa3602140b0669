import type { Request } from "express";
import { isAtLeast } from "./auth.ts";
import { accountNamed, accountOf, roleOf } from "./find.ts";
import type { Issue, Repo, State } from "./state.ts";

/** Whom one can be on the pages. */
export const ROLES_TO_PLAY = ["reporter", "maintainer", "passer-by"] as const;
export type RoleToPlay = (typeof ROLES_TO_PLAY)[number];

export const YOU_COOKIE = "sandbox_you";

const PASSERS_BY = ["tom", "kim"];

export function roleIn(text: string | undefined): RoleToPlay | undefined {
  return ROLES_TO_PLAY.find((role) => role === text);
}

/** Whom this browser chose to be. */
export function roleOfBrowser(request: Request): RoleToPlay {
  const [, chosen] = new RegExp(`(?:^|; )${YOU_COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? "") ?? [];
  return roleIn(chosen) ?? "reporter";
}

/** The login of whoever has this part: the reporter of an issue is who wrote it. */
export function loginPlaying(state: State, repo: Repo, role: RoleToPlay, issue?: Issue): string {
  const author = issue && accountOf(state, issue.authorId);
  const reporter = author?.type === "User" ? author.login : "ada";
  if (role === "reporter") return reporter;
  if (role === "passer-by") return PASSERS_BY.find((login) => login !== reporter) ?? "somebody";
  const maintainers = state.all("accounts").filter((account) => isAtLeast(roleOf(repo, account), "write"));
  return maintainers.find(({ type }) => type === "User")?.login ?? "grace";
}

export type Rights = { edit: boolean; close: boolean; lock: boolean; label: boolean; comment: boolean };

/** What GitHub lets this person do to this issue. Somebody who was never heard of has no role. */
export function rightsOf(state: State, repo: Repo, issue: Issue, login: string): Rights {
  const account = accountNamed(state, login);
  const role = account && roleOf(repo, account);
  const own = account?.id === issue.authorId;
  const writes = isAtLeast(role, "write");
  const sorts = isAtLeast(role, "triage");
  return { edit: own || writes, close: own || sorts, lock: writes, label: sorts, comment: !issue.locked || writes };
}
