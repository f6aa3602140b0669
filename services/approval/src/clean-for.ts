import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import { isGone } from "@frontdesk/shared/ports/code-host";
import { loadSettings, type RepoSettingsDeps } from "@frontdesk/shared/repo/load-settings";
import { createCleanEdit } from "./clean-edit.ts";
import type { Clean } from "./decide.ts";

/** What cleans an edit of this task's reply: where its repository can't be read any more, no link is spared. */
export type CleanFor = (task: Task, signal: AbortSignal) => Promise<Clean>;

export function createCleanFor({ web }: { web: string }, deps: RepoSettingsDeps): CleanFor {
  return async ({ source }, signal) => createCleanEdit({ web, links: await linksFor(source, deps, signal) });
}

/** To which a reply in this repository may link. */
export async function linksFor(repo: Repo, deps: RepoSettingsDeps, signal: AbortSignal): Promise<readonly string[]> {
  const loaded = await loadSettings(repo, deps, signal);
  return isGone(loaded) ? [] : loaded.settings.links;
}
