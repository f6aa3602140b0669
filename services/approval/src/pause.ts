import { isRefusal } from "@frontdesk/shared/domain/change";
import { isHeld, PAUSES, type Pause, pauseKey, resume, type Scope } from "@frontdesk/shared/domain/pause";
import { repoName } from "@frontdesk/shared/domain/repo-name";
import { type Repo, repositoryKey } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { type AnnounceDeps, announce } from "@frontdesk/shared/steps/announce";
import { withContext } from "@frontdesk/shared/telemetry/context";

type PauseDeps = { values: SharedValues; now: () => Date };
type ResumeDeps = AnnounceDeps & { values: SharedValues; tasks: Pick<TaskStore, "list" | "update"> };

const MOST_PAUSES = 500;
const PAGE = 100;
/** A resume looks at this many tasks at the most, twice what GitHub takes in an hour. The others come by themselves. */
const MOST_PAGES = 10;

/**
 * From now on nothing is posted there. What is being sent in this moment still arrives. Everywhere, the first pause stays
 * while it lasts: who comes second must not take its reason for their own. Resolves with the pause that holds.
 */
export async function pause(scope: Scope, { by, why }: { by: string; why: string }, deps: PauseDeps): Promise<Pause> {
  const at = deps.now();
  const value: Pause = { by, why, at, ...repoOf(scope) };
  const isAnothers = (there: Pause | undefined) => scope === "everywhere" && there !== undefined && there.by !== by;
  // Nothing is ever due of it: that is how all of them can be listed.
  const next = (there: Pause | undefined) => (isAnothers(there) ? undefined : { value, dueAt: at });
  return (await deps.values.update(PAUSES, pauseKey(scope), next)).value ?? value;
}

/**
 * A repository stays paused while everything is. What the pause has held, and no other one holds, goes on at once.
 * Doing it again is harmless, and does what was left undone.
 */
export async function resumePosting(scope: Scope, by: string, deps: ResumeDeps): Promise<void> {
  const { values, tasks, log } = deps;
  await values.delete(PAUSES, pauseKey(scope));
  const where = scope === "everywhere" ? {} : { repo: repoName(scope.repo) };
  log.info("posting is resumed", { by, ...where });
  const paused = new Set((await listedPauses(deps)).map(({ key }) => key));
  if (paused.has(pauseKey("everywhere"))) return;
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await tasks.list({ state: "approved", ...where }, { limit: PAGE, after });
    const free = found.tasks.filter((task) => !paused.has(repositoryKey(task.source)));
    await Promise.all(free.map((task) => goOn(task, by, deps)));
    after = found.next;
    if (after === undefined) return;
  }
}

/** Has a task that a pause put off posted now. Whoever resumed may have looked before it was put off. */
export async function resumeIfFree(task: Task, by: string, deps: ResumeDeps): Promise<void> {
  if (isHeld(task) && !(await pausedBy(task.source, deps))) await goOn(task, by, deps);
}

/** Who stopped posting in this repository, if somebody did. */
export async function pausedBy(repo: Repo, { values }: Pick<PauseDeps, "values">): Promise<Pause | undefined> {
  const [everywhere, here] = await Promise.all([
    values.get(PAUSES, pauseKey("everywhere")),
    values.get(PAUSES, pauseKey(repo)),
  ]);
  return everywhere ?? here;
}

export async function listedPauses({ values, now }: PauseDeps): Promise<{ key: string; value: Pause }[]> {
  return values.due(PAUSES, now(), MOST_PAUSES);
}

async function goOn(task: Task, by: string, deps: ResumeDeps): Promise<void> {
  if (!isHeld(task)) return;
  await withContext({ taskId: task.id, traceparent: task.traceparent, event: "resume" }, async () => {
    const ruled = await deps.tasks.update(task, (current) => resume(current, { now: deps.now(), by }));
    if (!isRefusal(ruled)) await announce(ruled.task, deps);
  });
}

function repoOf(scope: Scope): Pick<Pause, "repo"> {
  if (scope === "everywhere") return {};
  const { installationId, repo } = scope;
  return { repo: { ...(installationId !== undefined && { installationId }), repo } };
}
