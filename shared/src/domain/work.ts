import { change, describe, gained, type Moment, type Ruling, refuse, rest, stay } from "./change.ts";
import { FIRST_BACKOFF, LEASE_GRACE, LONGEST_BACKOFF, LONGEST_OUTAGE, MAX_ATTEMPTS, MAX_REDRAFTS } from "./limits.ts";
import { spread } from "./spread.ts";
import {
  type Claimed,
  isClaimed,
  isMoving,
  type Step,
  type Task,
  type TaskIn,
  type WorkedState,
  type WorkedTask,
} from "./task.ts";
import { after, later } from "./time.ts";

/** What the pipeline's table says of a step: the states it works on, and for how long a claim holds. */
export type Claimable<S extends WorkedState = WorkedState> = { step: Step; states: readonly S[]; lease: number };

/** A worker takes the task, for the length of a lease. At the limit of attempts the task parks instead. */
export function claim(task: Task, wanted: Claimable, at: Moment): Ruling {
  if (!isWorked(task) || !wanted.states.includes(task.state)) return refuse("state", describe(task));
  if (task.lease && task.lease.until > at.now) return refuse("leased", describe(task));
  if (task.notBefore && at.now < task.notBefore) {
    return refuse("early", `${describe(task)}, not before ${task.notBefore.toISOString()}`);
  }
  // A claim in `posting` only looks. It never parks: what a sender that overslept did would then be posted twice.
  const counts = task.state !== "posting";
  if (counts && task.attempts >= MAX_ATTEMPTS) {
    const why = `${wanted.step} failed ${task.attempts} times; the last time: ${task.why}`;
    return change("exhaust", task, asParked(task), at, why);
  }
  const until = after(at.now, wanted.lease);
  const claimed = stay(task, {
    lease: { step: wanted.step, token: task.version + 1, until },
    attempts: task.attempts + (counts ? 1 : 0),
    dueAt: after(until, LEASE_GRACE),
  });
  return change("claim", task, claimed, at, `${wanted.step} began`);
}

/**
 * The worker is done: `next` is committed if the task is still its own and the input is still what it worked on.
 * If only the input moved, the work is done again, as often as a draft is redrafted, and counted with that: somebody who
 * edits without end would else have it worked on, and paid for, without end. Then it goes on as it is. The next step looks
 * at the thread anew and finds the difference, and a person is shown it.
 */
export function complete<T extends WorkedTask>(
  task: Task,
  held: Claimed<T>,
  at: Moment,
  next: (task: T) => Ruling,
): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  if (task.inputRevision === held.inputRevision) return next(task);
  if (task.redrafts >= MAX_REDRAFTS) return next(task);
  const redrafts = task.redrafts + 1;
  const again = unclaimed(task, { redrafts, attempts: uncounted(task), dueAt: at.now, outageSince: undefined });
  return change("redo", task, again, at, "what the work was based on changed meanwhile");
}

/** It went wrong in a way that may pass. */
export function fail(task: Task, held: Claimed, at: Moment, why: string): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  const until = after(at.now, backoff(task, at.now));
  return change("fail", task, unclaimed(task, { notBefore: until, dueAt: until }), at, why);
}

/** Nothing is wrong, it is only not the time. Costs no attempt. */
export function defer(task: Task, held: Claimed, until: Date, at: Moment, why: string): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  const timing = { attempts: uncounted(task), notBefore: until, dueAt: until, outageSince: undefined };
  return change("defer", task, unclaimed(task, timing), at, why);
}

/**
 * What every task needs is away, or has had enough of us until then: no attempt of this one's. The longer it lasts the
 * longer the pauses, so that many who wait ask seldom. Beyond the longest outage it counts as failing: what never comes
 * back has to come to rest, too.
 */
export function waitOut(
  task: Task,
  held: Claimed,
  { why, until }: { why: string; until?: Date | undefined },
  at: Moment,
): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  const { outageSince = at.now } = task;
  const lasted = at.now.getTime() - outageSince.getTime();
  if (lasted >= LONGEST_OUTAGE) return fail(task, held, at, why);
  const next = after(later(at.now, until), drawnPause(task, lasted));
  const timing = { attempts: uncounted(task), notBefore: next, dueAt: next, outageSince };
  return change("defer", task, unclaimed(task, timing), at, why);
}

/** Trying again will not help; a person has to look. A task in `posting` can't: only its last look may park it. */
export function park(task: Task, held: Claimed, at: Moment, why: string): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  if (task.state === "posting") return refuse("state", `${describe(task)}: only its last look may park it`);
  return change("park", task, asParked(task), at, why);
}

/** There is nothing to be said on this one. Given to `complete`, which sees to the lease. A decision, if there was one, is off. */
export function skip(task: Task, at: Moment, why: string): Ruling {
  if (!isWorked(task) || task.state === "posting") return refuse("state", describe(task));
  const { triage, plan } = gained(task);
  return change("skip", task, rest(task, "skipped", { triage, plan }), at, why);
}

/** Voids the lease of a worker that is known to be gone. The attempt counts: it may have been the task that killed it. */
export function release(task: Task, at: Moment): Ruling {
  if (!isWorked(task) || !task.lease) return refuse("state", describe(task));
  const released = unclaimed(task, { dueAt: later(at.now, task.notBefore) });
  return change("release", task, released, at, `${task.lease.step} was interrupted`);
}

/** The lease is ours, the state is as claimed. */
export function isHeld<T extends WorkedTask>(task: Task, held: Claimed<T>): task is Claimed<T> {
  return isWorked(task) && isClaimed(task) && task.lease.token === held.lease.token && task.state === held.state;
}

export function lost(task: Task, held: Claimed): Ruling {
  return refuse("lost", `${held.lease.step}'s lease ${held.lease.token} is over: ${describe(task)}`);
}

export function isWorked(task: Task): task is WorkedTask {
  return isMoving(task) && task.state !== "awaiting_approval";
}

/** The task parked where it is, with all that it takes to go on from there. */
export function asParked(task: Exclude<WorkedTask, TaskIn<"posting">>): TaskIn<"parked"> {
  switch (task.state) {
    case "received":
      return rest(task, "parked", { parkedFrom: "received" });
    case "triaged":
      return rest(task, "parked", { parkedFrom: "triaged", triage: task.triage, plan: task.plan });
    case "drafted":
      return rest(task, "parked", { parkedFrom: "drafted", triage: task.triage, plan: task.plan });
    case "approved": {
      const { triage, plan, decision } = task;
      return rest(task, "parked", { parkedFrom: "approved", triage, plan, decision });
    }
  }
}

function unclaimed(task: WorkedTask, timing: Partial<Omit<WorkedTask, "state" | "lease">>): WorkedTask {
  return stay(task, { ...timing, lease: undefined });
}

function uncounted(task: WorkedTask): number {
  return Math.max(0, task.attempts - 1);
}

/** Doubles with each attempt; in `posting`, where attempts don't count, with the age of the intent. */
function backoff(task: WorkedTask, now: Date): number {
  const wait =
    task.state === "posting"
      ? now.getTime() - task.intent.at.getTime()
      : FIRST_BACKOFF * 2 ** Math.max(0, task.attempts - 1);
  return drawnPause(task, wait);
}

/** Spread by ± 20 %, drawn from the task itself, so that a storm's victims come back one by one. */
function drawnPause(task: WorkedTask, wait: number): number {
  const drawn = 0.8 + 0.4 * spread(`${task.id} ${task.version}`);
  return Math.round(Math.min(Math.max(wait, FIRST_BACKOFF), LONGEST_BACKOFF) * drawn);
}
