import { SECOND } from "@frontdesk/shared/domain/limits";
import { repoName } from "@frontdesk/shared/domain/repo-name";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { listedPauses } from "../../pause.ts";
import type { Rights } from "./rights.ts";

export type KnownReposDeps = { tasks: Pick<TaskStore, "list">; values: SharedValues; now: () => Date };

/** The repositories that the newest tasks came from, the newest first; before them those that are only known as paused. */
export type KnownRepos = () => Promise<readonly Repo[]>;

const LOOKED_AT_PAGES = 10;
const PAGE = 100;
/** There are more people who look than there are new repositories. */
const KEPT_FOR = 15 * SECOND;

export function createKnownRepos(deps: KnownReposDeps): KnownRepos {
  const { now } = deps;
  let kept: { repos: Promise<readonly Repo[]>; until: Date } | undefined;
  return () => {
    if (!kept || kept.until <= now()) {
      const repos = readRepos(deps);
      kept = { repos, until: after(now(), KEPT_FOR) };
      // What failed is asked again at once.
      repos.catch(() => {
        kept = undefined;
      });
    }
    return kept.repos;
  };
}

async function readRepos(deps: KnownReposDeps): Promise<readonly Repo[]> {
  const { tasks } = deps;
  const repos = new Map<number, Repo>();
  let cursor: string | undefined;
  for (let page = 0; page < LOOKED_AT_PAGES; page++) {
    const found = await tasks.list({}, { limit: PAGE, after: cursor });
    for (const { source } of found.tasks) if (!repos.has(source.repo.id)) repos.set(source.repo.id, placeOf(source));
    cursor = found.next;
    if (cursor === undefined) break;
  }
  const quiet = (await pausedRepos(deps)).filter(({ repo }) => !repos.has(repo.id));
  return [...quiet, ...repos.values()];
}

/** The repository of this name, as its newest task knows it, or its pause, if it may be seen. */
export async function findRepo(name: string, rights: Rights, deps: KnownReposDeps): Promise<Repo | undefined> {
  const [newest] = (await deps.tasks.list({ repo: name }, { limit: 1 })).tasks;
  const found = newest?.source ?? (await pausedRepos(deps)).find(({ repo }) => repoName(repo) === name.toLowerCase());
  return found && (await rights.maySee(found)) ? placeOf(found) : undefined;
}

async function pausedRepos(deps: KnownReposDeps): Promise<Repo[]> {
  return (await listedPauses(deps)).flatMap(({ value }) => value.repo ?? []);
}

/** In so many of them it is asked about. */
const MOST_ASKED = 100;

/** Whether there is a repository that is served where the viewer may decide. */
export async function mayDecideSomewhere(rights: Rights, knownRepos: KnownRepos): Promise<boolean> {
  for (const repo of (await knownRepos()).slice(0, MOST_ASKED)) if (await rights.mayDecide(repo)) return true;
  return false;
}

function placeOf({ installationId, repo }: Repo): Repo {
  return { ...(installationId !== undefined && { installationId }), repo };
}
