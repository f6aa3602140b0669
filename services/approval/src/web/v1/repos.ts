import { SECOND } from "@frontdesk/shared/domain/limits";
import type { ReadSettings } from "@frontdesk/shared/domain/repo-settings";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { isGone } from "@frontdesk/shared/ports/code-host";
import { inBatches } from "@frontdesk/shared/repo/in-batches";
import { loadSettings, type RepoSettingsDeps } from "@frontdesk/shared/repo/load-settings";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import type { RepoShown } from "../../api/surroundings.ts";
import type { KnownRepos } from "./known-repos.ts";
import { type Asked, answer, type Reply } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { readPause } from "./pauses.ts";
import { type Rights, rightsOf } from "./rights.ts";
import { nameOf } from "./show-task.ts";

export type ReposDeps = RepoSettingsDeps & { knownRepos: KnownRepos };

const MOST_SHOWN = 100;
/** Their settings are read where nobody has lately. Who looks at a list doesn't wait longer than this for that. */
const READ_WITHIN = 4 * SECOND;

type ListRepos = Operations["listRepos"];
export async function listRepos({ viewer, signal }: Asked<ListRepos>, deps: ReposDeps): Promise<Reply<ListRepos>> {
  const rights = rightsOf(viewer, signal);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN)]);
  const show = async (repo: Repo): Promise<RepoShown | undefined> => {
    const permission = await rights.in(repo);
    if (permission === "none") return undefined;
    const [found, paused] = await Promise.all([lookAt(repo, deps, limited), readPause(repo, rights, deps)]);
    return {
      ...{ repo: nameOf(repo), permission },
      ...(found?.problem !== undefined && { settingsProblem: found.problem }),
      ...(paused && { paused: { by: paused.by, why: paused.why, at: paused.at } }),
    };
  };
  const repos: RepoShown[] = [];
  for await (const repo of inBatches(await visibleRepos(rights, deps), show)) if (repo) repos.push(repo);
  return answer({ repos });
}

/** Of how many repositories the settings could be read, and what is wrong with them. */
export type Policies = { read: number; problems: string[] };

export async function readPolicies(rights: Rights, deps: ReposDeps, signal: AbortSignal): Promise<Policies> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN)]);
  const policies: Policies = { read: 0, problems: [] };
  const look = async (repo: Repo) => ({ repo, found: await lookAt(repo, deps, limited) });
  for await (const { repo, found } of inBatches(await visibleRepos(rights, deps), look)) {
    if (found) policies.read += 1;
    if (found?.problem !== undefined) policies.problems.push(`${nameOf(repo)}: ${found.problem}`);
  }
  return policies;
}

async function visibleRepos(rights: Rights, { knownRepos }: ReposDeps): Promise<Repo[]> {
  const seen: Repo[] = [];
  const ask = async (repo: Repo) => ((await rights.maySee(repo)) ? repo : undefined);
  for await (const repo of inBatches(await knownRepos(), ask)) if (repo) seen.push(repo);
  return seen.slice(0, MOST_SHOWN);
}

/** Its settings; undefined where they can't be read now. */
async function lookAt(repo: Repo, deps: ReposDeps, signal: AbortSignal): Promise<ReadSettings | undefined> {
  try {
    // Each look at a page would say again what was said when the file was first read.
    const loaded = await loadSettings(repo, { ...deps, log: silentLog }, signal);
    return isGone(loaded) ? undefined : loaded;
  } catch (error) {
    deps.log.debug("a repository's settings could not be read to be shown", { repo: repo.repo, error });
    return undefined;
  }
}
