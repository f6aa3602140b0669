import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Log } from "@frontdesk/shared/telemetry/log";
import type { Me } from "../../api/surroundings.ts";
import type { Keys } from "../keys.ts";
import type { SignInLinks } from "../sign-in-links.ts";
import { findRepo, type KnownRepos, type KnownReposDeps } from "./known-repos.ts";
import { type Asked, absent, answer, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { rightsOf } from "./rights.ts";

export type AccountDeps = KnownReposDeps & {
  keys: Pick<Keys, "make" | "list" | "revoke">;
  signInLinks: Pick<SignInLinks, "make">;
  web: string;
  sandbox?: Me["sandbox"] | undefined;
  log: Log;
};

type KeysDeps = Pick<AccountDeps, "keys" | "log"> & { knownRepos: KnownRepos };

type ShowMe = Operations["showMe"];
export async function readMe({ viewer }: Asked<ShowMe>, { web, sandbox }: AccountDeps): Promise<Reply<ShowMe>> {
  const { kind, name, csrf, signedInBy, until } = viewer;
  return answer({
    ...{ kind, name, signedInBy, web },
    ...(csrf !== undefined && { csrf }),
    ...(until && { until: until.toISOString() }),
    ...(sandbox && { sandbox }),
  });
}

type ListKeys = Operations["listKeys"];
export async function listKeys(asked: Asked<ListKeys>, { keys, knownRepos }: KeysDeps): Promise<Reply<ListKeys>> {
  const { viewer, signal } = asked;
  return viewer.kind === "key" ? notByKey() : answer({ keys: await keys.list(viewer, await knownRepos(), signal) });
}

type MakeKey = Operations["makeKey"];
export async function makeKey(asked: Asked<MakeKey>, deps: AccountDeps): Promise<Reply<MakeKey>> {
  const { viewer, body, signal } = asked;
  const { keys, log } = deps;
  if (viewer.kind === "key") return notByKey();
  const rights = rightsOf(viewer, signal);
  const repos: Repo[] = [];
  for (const name of body.repos ?? []) {
    const repo = await findRepo(name, rights, deps);
    if (!repo) return absent(`repository ${name}`);
    repos.push(repo);
  }
  const made = await keys.make({ name: body.name, ...(body.repos && { repos }) }, viewer, signal);
  if ("refused" in made) return refused(403, made.refused);
  log.info("an API key was made", { id: made.id, name: made.name, repos: made.repos ?? "all", by: made.by });
  return answer(made);
}

type RevokeKey = Operations["revokeKey"];
export async function revokeKey(asked: Asked<RevokeKey>, deps: KeysDeps): Promise<Reply<RevokeKey>> {
  const { viewer, params, signal } = asked;
  const { keys, knownRepos, log } = deps;
  if (viewer.kind === "key") return notByKey();
  if (!(await keys.revoke(params.id, viewer, await knownRepos(), signal))) return absent(`key ${params.id}`);
  log.info("an API key was revoked", { id: params.id, by: viewer.name });
  return answer(undefined);
}

type MakeLink = Operations["makeSignInLink"];
export async function makeSignInLink(asked: Asked<MakeLink>, { signInLinks }: AccountDeps): Promise<Reply<MakeLink>> {
  const made = await signInLinks.make(asked.viewer);
  return made ? answer({ link: made.link, until: made.until.toISOString() }) : notByKey();
}

function notByKey() {
  return refused(403, "An API key can't do this: it takes a person who is signed in.");
}
