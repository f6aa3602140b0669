import { IllegalTransition } from "./errors.ts";
import { ANNOUNCE_AFTER, LONGEST_REASON } from "./limits.ts";
import {
  type Ask,
  isMoving,
  type MovingState,
  type MovingTask,
  type RestingState,
  type State,
  type Task,
  type TaskIn,
} from "./task.ts";
import { cut } from "./texts.ts";
import { after, earlier, later } from "./time.ts";
import { isLegal, type TransitionName } from "./transitions.ts";

/** When it happens and who does it. The domain has no clock. */
export type Moment = { now: Date; by: string };

/** A line of a task's history. With `create` it is the task's first. */
export type HistoryEntry = {
  version: number;
  at: Date;
  transition: TransitionName;
  from: State | "none";
  to: State;
  by: string;
  why: string;
};

/** The task as it is to be, and the line that says so. Both are committed, or neither. */
export type Change = { task: Task; entry: HistoryEntry };

/** The rules don't allow it now. `because` is for code, `why` for people. */
export type Refusal = { because: RefusalReason; why: string };
export type RefusalReason =
  | "state"
  | "leased"
  | "early"
  | "lost"
  | "not due"
  | "stale"
  | "late"
  | "unchanged"
  | "unfit"
  | "unclean"
  /** A store's own: there is no such task; another commit came first. */
  | "absent"
  | "raced";

/** What the rules say to a wish: the change to commit, or why there is none. */
export type Ruling = Change | Refusal;

export function isRefusal(ruling: object): ruling is Refusal {
  return "because" in ruling;
}

export function refuse(because: RefusalReason, why: string): Refusal {
  return { because, why };
}

/** The only place where a change is made. What it builds stands in the table, or it throws. */
export function change(name: TransitionName, before: Task | undefined, wanted: Task, at: Moment, why: string): Change {
  const from: State | "none" = before?.state ?? "none";
  if (!isLegal(name, from, wanted.state)) {
    throw new IllegalTransition(
      `"${name}" from ${from} to ${wanted.state} is in no row of the table (task ${wanted.id})`,
    );
  }
  const version = (before?.version ?? 0) + 1;
  const entry = {
    version,
    at: at.now,
    transition: name,
    from,
    to: wanted.state,
    by: at.by,
    why: cut(why, LONGEST_REASON),
  };
  const task = { ...wanted, version, updatedAt: at.now };
  // A task that rests keeps the reason why: what is noted meanwhile is the history's.
  if (before?.state === wanted.state && !isMoving(before)) return { task: { ...task, why: before.why }, entry };
  const hasEnded = !isMoving(wanted) && wanted.state !== "parked";
  return { task: { ...task, why: entry.why, ...(hasEnded && { restedAt: at.now }) }, entry };
}

type Core = Omit<TaskIn<"received">, "state" | keyof Timing>;
type Timing = Pick<MovingTask, "dueAt" | "attempts" | "announcements" | "notBefore" | "lease" | "outageSince">;
/** What a task in this state has beyond what every task has. */
type Own<T extends Task> = T extends unknown ? Omit<T, keyof Core | keyof Timing | "state"> : never;

/**
 * Enters a state that moves. Whatever caused it, the lease is off, the counts begin again and something is due.
 * Every change of state goes through here or `rest`: where each set these by itself, one forgot, and the task slept.
 */
export function enter<S extends MovingState>(
  task: Task,
  state: S,
  own: Own<TaskIn<S>>,
  at: Moment,
  notBefore?: Date,
): TaskIn<S> {
  const dueAt = "ask" in own ? askIsDue(own.ask) : later(after(at.now, ANNOUNCE_AFTER), notBefore);
  const timing = { dueAt, attempts: 0, announcements: 0, ...(notBefore && { notBefore }) };
  return { ...coreOf(task), ...timing, state, ...own } as TaskIn<S>;
}

/** Enters a state in which nothing is due, ever, until a person or the outside wants it. */
export function rest<S extends RestingState>(task: Task, state: S, own: Own<TaskIn<S>>): TaskIn<S> {
  return { ...coreOf(task), state, ...own } as TaskIn<S>;
}

/** Stays in the state: only what is given changes. */
export function stay<T extends Task>(task: T, changed: Partial<Omit<T, "state">>): T {
  return { ...task, ...changed };
}

/** What the task has gained so far, for states that keep it to be read. */
export function gained(task: MovingTask | TaskIn<"parked">) {
  return {
    ...("triage" in task && task.triage && { triage: task.triage }),
    ...("plan" in task && task.plan && { plan: task.plan }),
    ...("decision" in task && { decision: task.decision }),
  };
}

export function askIsDue(ask: Ask): Date {
  return earlier(ask.nextReminder, ask.deadline);
}

export function describe(task: Task): string {
  const lease =
    isMoving(task) && task.lease ? `, held by ${task.lease.step} until ${task.lease.until.toISOString()}` : "";
  return `${task.id} is ${task.state}${lease}`;
}

function coreOf(task: Task): Core {
  const { schema, id, version, commitId, source, issue, inputRevision, redrafts, guidance } = task;
  const { why, traceparent, createdAt, updatedAt } = task;
  const core = { schema, id, version, commitId, source, issue, inputRevision, redrafts, why, traceparent };
  return { ...core, createdAt, updatedAt, ...(guidance && { guidance }) };
}
