import { PAUSES, type Pause, pauseKey, type Scope } from "@frontdesk/shared/domain/pause";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

type PauseDeps = { values: SharedValues; now: () => Date };

/**
 * From now on nothing is posted there. What is being sent in this moment still arrives. Everywhere, a pause stays whose it
 * is, because only they may end it. Resolves with the pause that holds.
 */
export async function pause(scope: Scope, { by, why }: { by: string; why: string }, deps: PauseDeps): Promise<Pause> {
  const at = deps.now();
  const value: Pause = { by, why, at, ...repoOf(scope) };
  const isAnothers = (there: Pause | undefined) => scope === "everywhere" && there !== undefined && there.by !== by;
  // Nothing is ever due of it: that is how all of them can be listed.
  const next = (there: Pause | undefined) => (isAnothers(there) ? undefined : { value, dueAt: at });
  return (await deps.values.update(PAUSES, pauseKey(scope), next)).value ?? value;
}

/** A repository stays paused while everything is. */
export async function resumePosting(scope: Scope, { values }: Pick<PauseDeps, "values">): Promise<void> {
  await values.delete(PAUSES, pauseKey(scope));
}

/** Who stopped posting in this repository, if somebody did. */
export async function pausedBy(repo: Repo, { values }: Pick<PauseDeps, "values">): Promise<Pause | undefined> {
  const [everywhere, here] = await Promise.all([
    values.get(PAUSES, pauseKey("everywhere")),
    values.get(PAUSES, pauseKey(repo)),
  ]);
  return everywhere ?? here;
}

function repoOf(scope: Scope): Pick<Pause, "repo"> {
  if (scope === "everywhere") return {};
  const { installationId, repo } = scope;
  return { repo: { ...(installationId !== undefined && { installationId }), repo } };
}
