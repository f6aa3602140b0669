import { SECOND } from "@frontdesk/shared/domain/limits";
import type { ReadSettings } from "@frontdesk/shared/domain/repo-settings";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { isGone } from "@frontdesk/shared/ports/code-host";
import { loadSettings, type RepoSettingsDeps } from "@frontdesk/shared/repo/load-settings";
import type { RepoShown } from "../../api/surroundings.ts";
import type { KnownRepos } from "./known-repos.ts";
import { type Asked, answer, type Reply } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { readPause } from "./pauses.ts";
import { type Rights, rightsOf } from "./rights.ts";
import { nameOf } from "./show-task.ts";

export type ReposDeps = RepoSettingsDeps & { knownRepos: KnownRepos };

const MOST_SHOWN = 100;
const AT_ONCE = 8;
/** Their settings are read where nobody has lately. Who looks at a list doesn't wait longer than this for that. */
const READ_WITHIN = 4 * SECOND;

type ListRepos = Operations["listRepos"];
export async function listRepos({ viewer, signal }: Asked<ListRepos>, deps: ReposDeps): Promise<Reply<ListRepos>> {
  const rights = rightsOf(viewer, signal);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN)]);
  const repos = await forEach(await visibleRepos(rights, deps), async (repo): Promise<RepoShown | undefined> => {
    const permission = await rights.in(repo);
    if (permission === "none") return undefined;
    const [found, paused] = await Promise.all([lookAt(repo, deps, limited), readPause(repo, rights, deps)]);
    return {
      ...{ repo: nameOf(repo), permission },
      ...(found?.problem !== undefined && { settingsProblem: found.problem }),
      ...(paused && { paused: { by: paused.by, why: paused.why, at: paused.at } }),
    };
  });
  return answer({ repos: repos.filter((repo) => repo !== undefined) });
}

/** Of how many repositories the settings could be read, and what is wrong with them. */
export type Policies = { read: number; problems: string[] };

export async function readPolicies(rights: Rights, deps: ReposDeps, signal: AbortSignal): Promise<Policies> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN)]);
  const policies: Policies = { read: 0, problems: [] };
  await forEach(await visibleRepos(rights, deps), async (repo) => {
    const found = await lookAt(repo, deps, limited);
    if (found) policies.read += 1;
    if (found?.problem !== undefined) policies.problems.push(`${nameOf(repo)}: ${found.problem}`);
  });
  return policies;
}

async function visibleRepos(rights: Rights, { knownRepos }: ReposDeps): Promise<Repo[]> {
  const seen = await forEach(await knownRepos(), async (repo) => ((await rights.maySee(repo)) ? repo : undefined));
  return seen.filter((repo) => repo !== undefined).slice(0, MOST_SHOWN);
}

/** Its settings; undefined where they can't be read now. */
async function lookAt(repo: Repo, deps: ReposDeps, signal: AbortSignal): Promise<ReadSettings | undefined> {
  try {
    const loaded = await loadSettings(repo, { ...deps, log: QUIET }, signal);
    return isGone(loaded) ? undefined : loaded;
  } catch (error) {
    deps.log.debug("a repository's settings could not be read to be shown", { repo: repo.repo, error });
    return undefined;
  }
}

const nothing = () => undefined;
/** Each look at a page would say again what was said when the file was first read. */
const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing, alert: nothing };

/** A few at once. */
export async function forEach<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}
