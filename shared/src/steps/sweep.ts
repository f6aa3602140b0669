import { isRefusal } from "../domain/change.ts";
import { ANNOUNCE_AFTER } from "../domain/limits.ts";
import { sweepTask } from "../domain/sweep.ts";
import type { Task } from "../domain/task.ts";
import { after } from "../domain/time.ts";
import type { TaskStore } from "../ports/task-store.ts";
import { withContext } from "../telemetry/context.ts";
import { type AnnounceDeps, announce } from "./announce.ts";

export type SweepDeps = AnnounceDeps & { tasks: TaskStore };

/** The transitions that one sweep caused, counted by name. */
export type Swept = Record<string, number>;

const PAGE = 100;
/** One sweep looks at this many tasks at the most; the next one, a tick later, goes on. */
const MOST_PAGES = 50;

/**
 * Sees to every task whose time has come: announces it again, reminds, or lets it expire. Any number of sweeps may run
 * at once, of any number of instances.
 */
export async function sweep(deps: SweepDeps): Promise<Swept> {
  const swept: Swept = {};
  for (let page = 0; page < MOST_PAGES; page++) {
    const due = await deps.tasks.due(deps.now(), PAGE);
    const done = await Promise.all(due.map((task) => sweepOne(task, deps)));
    for (const name of done) if (name) swept[name] = (swept[name] ?? 0) + 1;
    // A page on which nothing moved is being handled by somebody else.
    if (due.length < PAGE || done.every((name) => name === undefined)) break;
  }
  return swept;
}

/**
 * Announces everything that waits for a worker, at once. For a process that was alone and begins again: who died between
 * a commit and its announcement is gone, so there is nothing to wait for.
 */
export async function resume(deps: SweepDeps): Promise<void> {
  const waiting = await deps.tasks.due(after(deps.now(), ANNOUNCE_AFTER), PAGE * MOST_PAGES);
  await Promise.all(waiting.map((task) => announce(task, deps)));
}

async function sweepOne(task: Task, deps: SweepDeps): Promise<string | undefined> {
  return withContext({ taskId: task.id, traceparent: task.traceparent, event: "sweep" }, async () => {
    const ruled = await deps.tasks.update(task, (current) => sweepTask(current, { now: deps.now(), by: "sweep" }));
    if (isRefusal(ruled)) return undefined;
    const { transition, why } = ruled.entry;
    deps.log.info(`sweep: ${transition}`, { state: ruled.task.state, why });
    await announce(ruled.task, deps);
    return transition;
  });
}
