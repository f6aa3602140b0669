import { SECOND } from "@frontdesk/shared/domain/limits";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Rights } from "./rights.ts";

/** The repositories that the newest tasks came from, the newest first. */
export type KnownRepos = () => Promise<readonly Repo[]>;

const LOOKED_AT_PAGES = 10;
const PAGE = 100;
/** There are more people who look than there are new repositories. */
const KEPT_FOR = 15 * SECOND;

export function createKnownRepos({ tasks, now }: { tasks: Pick<TaskStore, "list">; now: () => Date }): KnownRepos {
  let kept: { repos: Promise<readonly Repo[]>; until: Date } | undefined;
  return () => {
    if (!kept || kept.until <= now()) {
      const repos = readRepos(tasks);
      kept = { repos, until: after(now(), KEPT_FOR) };
      // What failed is asked again at once.
      repos.catch(() => {
        kept = undefined;
      });
    }
    return kept.repos;
  };
}

async function readRepos(tasks: Pick<TaskStore, "list">): Promise<readonly Repo[]> {
  const repos = new Map<number, Repo>();
  let cursor: string | undefined;
  for (let page = 0; page < LOOKED_AT_PAGES; page++) {
    const found = await tasks.list({}, { limit: PAGE, after: cursor });
    for (const { source } of found.tasks) if (!repos.has(source.repo.id)) repos.set(source.repo.id, placeOf(source));
    cursor = found.next;
    if (cursor === undefined) break;
  }
  return [...repos.values()];
}

/** The repository of this name, as its newest task knows it, if it may be seen. */
export async function findRepo(
  name: string,
  rights: Rights,
  { tasks }: { tasks: Pick<TaskStore, "list"> },
): Promise<Repo | undefined> {
  const [newest] = (await tasks.list({ repo: name }, { limit: 1 })).tasks;
  return newest && (await rights.maySee(newest.source)) ? placeOf(newest.source) : undefined;
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
