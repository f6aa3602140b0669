import { createPublicKey, verify } from "node:crypto";
import type { Request } from "express";
import { accountOf, appOf, installationsOf, repoNamed, roleOf } from "./find.ts";
import { moved, notFound, Refusal } from "./refusal.ts";
import type { Account, App, Installation, Permissions, Repo, Role, State, Token } from "./state.ts";
import { type Actor, apiUrlOf, type World } from "./world.ts";

const LONGEST_LIFE_SECONDS = 600;
const ISSUED_AT = "'Issued at' claim ('iat') must be an Integer representing the time that";
const EXPIRATION = "'Expiration time' claim ('exp')";
const ROLES: Role[] = ["read", "triage", "write", "maintain", "admin"];

/** The App that signed the JWT that came along. */
export function callingApp({ state, now }: World, request: Request): App {
  const [header, claims, signature] = (bearer(request) ?? "").split(".");
  if (!header || !claims || !signature) throw new Refusal(401, "A JSON web token could not be decoded");
  const { alg } = decoded(header);
  const { iss, iat, exp } = decoded(claims);
  const app = state.all("apps").find(({ id, clientId }) => String(iss) === String(id) || iss === clientId);
  if (!app) throw new Refusal(404, "Integration not found");
  const key = createPublicKey(app.privateKey);
  const signed = Buffer.from(`${header}.${claims}`);
  if (alg !== "RS256" || !verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"))) {
    throw new Refusal(401, "A JSON web token could not be decoded");
  }
  const seconds = now().getTime() / 1_000;
  if (!Number.isInteger(iat) || Number(iat) > seconds) throw new Refusal(401, `${ISSUED_AT} the assertion was issued`);
  if (!Number.isInteger(exp) || Number(exp) <= seconds) {
    const must = "must be a numeric value representing the future time at which the assertion expires";
    throw new Refusal(401, `${EXPIRATION} ${must}`);
  }
  if (Number(exp) > seconds + LONGEST_LIFE_SECONDS) throw new Refusal(401, `${EXPIRATION} is too far in the future`);
  return app;
}

export type Caller =
  | { kind: "installation"; app: App; account: Account; installation: Installation; token: Token }
  | { kind: "user"; app: App; account: Account; token: Token };

/** Whose token came along. */
export function callerOf({ state, now }: World, request: Request): Caller {
  const text = bearer(request);
  if (text === undefined) throw new Refusal(401, "Requires authentication");
  const token = state.get("tokens", text);
  if (!token || Date.parse(token.expiresAt) <= now().getTime()) throw new Refusal(401, "Bad credentials");
  const app = appOf(state, token.appId);
  if (token.userId !== null) return { kind: "user", app, token, account: accountOf(state, token.userId) };
  const installation = state.get("installations", token.installationId ?? 0);
  if (!installation || installation.deleted) throw new Refusal(401, "Bad credentials");
  if (installation.suspendedAt) throw new Refusal(403, "This installation has been suspended");
  return { kind: "installation", app, token, installation, account: accountOf(state, app.botId) };
}

/** What a call needs: of the token, and of the person, where it is one's. */
type Needs = {
  permission: string;
  level: "read" | "write";
  role?: Role;
  /** Told to nobody from outside, though the repository is public. */
  inside?: true;
};

/** Lets a call into the repository in its path, or says what GitHub says to those that may not. */
export function enterRepo(world: World, request: Request, needs: Needs): { repo: Repo; actor: Actor; caller: Caller } {
  const caller = callerOf(world, request);
  const found = repoNamed(world.state, `${request.params.owner}/${request.params.repo}`);
  if (!found) throw notFound();
  const { repo } = found;
  const isReached = reaches(world.state, caller, repo);
  if (!isReached && repo.private) throw notFound();
  if (found.renamed) {
    const [, , , , ...rest] = request.url.split("/");
    throw moved(request.method, [apiUrlOf(world), "repositories", repo.id, ...rest].join("/"));
  }
  const { permission, level, role, inside } = needs;
  // Everybody may read what is public, so every token may, whatever it is for.
  const isForAll = !repo.private && level === "read" && !inside;
  if (!isForAll && !(isReached && grants(caller.token.permissions, permission, level))) {
    const headers = { "x-accepted-github-permissions": `${permission}=${level}` };
    throw new Refusal(403, "Resource not accessible by integration", { headers });
  }
  if (role && caller.kind === "user" && !isAtLeast(roleOf(repo, caller.account), role)) {
    throw new Refusal(403, "Must have admin rights to Repository.");
  }
  return { repo, caller, actor: { account: caller.account, app: caller.app } };
}

/** Whether the repository is among those that this token is for. */
export function reaches(state: State, caller: Caller, repo: Repo): boolean {
  if (caller.kind === "installation") {
    const { token, installation } = caller;
    return installation.repositoryIds.includes(repo.id) && (token.repositoryIds?.includes(repo.id) ?? true);
  }
  const sees = !repo.private || roleOf(repo, caller.account) !== undefined;
  return sees && installationsOf(state, repo).some(({ appId }) => appId === caller.app.id);
}

export function grants(permissions: Permissions, permission: string, level: "read" | "write"): boolean {
  const granted = permission === "metadata" ? "read" : permissions[permission];
  return granted === "write" || granted === level;
}

export function isAtLeast(role: Role | undefined, least: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** The repository in the path of a call that an App makes for itself. */
export function repoInPath({ state }: World, request: Request): Repo {
  const found = repoNamed(state, `${request.params.owner}/${request.params.repo}`);
  if (!found) throw notFound();
  return found.repo;
}

function bearer(request: Request): string | undefined {
  return /^(?:bearer|token) +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

function decoded(part: string): { [name: string]: unknown } {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) ?? {};
  } catch {
    throw new Refusal(401, "A JSON web token could not be decoded");
  }
}
