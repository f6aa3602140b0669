import { isRefusal, type Moment, type Refusal, type Ruling, refuse } from "../domain/change.ts";
import type { TaskEvent } from "../domain/events.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Claimed, Step, Task, TaskIn, WorkedTask } from "../domain/task.ts";
import { claim, complete, defer, fail, park, skip, waitOut } from "../domain/work.ts";
import { STAGES, type StateOf } from "../pipeline.ts";
import type { TaskStore } from "../ports/task-store.ts";
import { withContext } from "../telemetry/context.ts";
import { type AnnounceDeps, announce } from "./announce.ts";
import { attempt } from "./attempt.ts";

export type StepDeps = AnnounceDeps & {
  tasks: TaskStore;
  /** Aborts when the process has to end now: work that isn't finished is given back. */
  stopping: AbortSignal;
};

/** How a delivery ended: how the task was left, or why nothing was done. */
export type StepResult = { task: Task } | Refusal;

/** The slow part of a step. It has to end when the signal aborts; a throw means `retry`, or an outage. */
export type Work<S extends Step> = (
  task: Claimed<TaskIn<StateOf<S>>>,
  signal: AbortSignal,
) => Promise<Outcome<TaskIn<StateOf<S>>>>;

/**
 * One step of one task: claim → work → complete → announce. Safe to be called for the same event any number of times,
 * at once or later: who gets the claim works, everybody else does nothing.
 *
 * Rejects only if the store can't be reached, and then the event should come again. Whatever happens to the task
 * itself, a throw of `work` included, is an outcome and is committed as one.
 */
export async function runStep<S extends Step>(
  { taskId, traceparent, type }: TaskEvent,
  step: S,
  deps: StepDeps,
  work: Work<S>,
): Promise<StepResult> {
  return withContext({ taskId, traceparent, event: type }, async () => {
    const moment = (): Moment => ({ now: deps.now(), by: step });
    const claimed = await deps.tasks.update(taskId, (task) => claim(task, STAGES[step], moment()));
    if (isRefusal(claimed) || claimed.task.state === "parked") return conclude(claimed, deps);

    const held = claimed.task as Claimed<TaskIn<StateOf<S>>>;
    const outcome = await attempt(STAGES[step], deps, (signal) => work(held, signal));
    return conclude(await settle(held, outcome, deps, moment), deps);
  });
}

/** Commits the outcome, unless the work has done so: either way, the task as it is now. */
async function settle<T extends WorkedTask>(
  held: Claimed<T>,
  outcome: Outcome<T>,
  { tasks }: StepDeps,
  moment: () => Moment,
): Promise<StepResult> {
  if (outcome.kind !== "settled") return tasks.update(held, (task) => rule(task, held, outcome, moment()));
  const task = await tasks.get(held.id);
  return task ? { task } : refuse("absent", `${held.id} is gone`);
}

function rule<T extends WorkedTask>(
  task: Task,
  held: Claimed<T>,
  outcome: Exclude<Outcome<T>, { kind: "settled" }>,
  at: Moment,
): Ruling {
  switch (outcome.kind) {
    case "done":
      return complete(task, held, at, (current) => nextOrFailure(current, held, outcome, at));
    case "skip":
      return complete(task, held, at, (current) => skip(current, at, outcome.why));
    case "retry":
      return fail(task, held, at, outcome.why);
    case "defer":
      return defer(task, held, outcome.until, at, outcome.why);
    case "park":
      return park(task, held, at, outcome.why);
    case "outage":
      return waitOut(task, held, outcome, at);
  }
}

/** What the work wants next can turn out to be impossible: then the attempt has failed, with that for a reason. */
function nextOrFailure<T extends WorkedTask>(
  task: T,
  held: Claimed<T>,
  { next }: Extract<Outcome<T>, { kind: "done" }>,
  at: Moment,
): Ruling {
  try {
    const ruled = next(task, at);
    return isRefusal(ruled) ? fail(task, held, at, ruled.why) : ruled;
  } catch (error) {
    return fail(task, held, at, `${held.lease.step} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function conclude(result: StepResult, deps: StepDeps): Promise<StepResult> {
  if (isRefusal(result)) {
    // The usual end of a hint that came twice, late, or to a task that has moved on.
    deps.log.debug("nothing to do", { because: result.because, why: result.why });
    return result;
  }
  const { task } = result;
  if (task.state === "parked") deps.log.alert("task parked", { why: task.why });
  else deps.log.info(`task ${task.state}`, { why: task.why });
  await announce(task, deps);
  return { task };
}
