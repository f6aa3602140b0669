import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { type Change, isRefusal, type Moment, type RefusalReason, type Ruling } from "@frontdesk/shared/domain/change";
import { approve, reject } from "@frontdesk/shared/domain/decide";
import { type Approval, type Rejection, signDecision } from "@frontdesk/shared/domain/decision";
import { LAST_LOOK_AFTER_LEASE, SECOND } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Plan } from "@frontdesk/shared/domain/plan";
import { intend, lookedInVain, posted } from "@frontdesk/shared/domain/post";
import { receive } from "@frontdesk/shared/domain/receive";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { type Claimed, isClaimed, type State, type Task, type TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { claim, isWorked, park, skip } from "@frontdesk/shared/domain/work";
import { STAGES, type Stage } from "@frontdesk/shared/pipeline";
import { MORNING, moment, newTask } from "../contract/builders.ts";
import { COMMENT, DRAFT, TRIAGE } from "../contract/wishes.ts";

/** One task in every state, each brought there at nine in the morning by the real functions. */

export { COMMENT, DRAFT, TRIAGE };
export const KEY = "a key for tests";

/** So many milliseconds past nine. */
export function at(milliseconds = 0, by?: string): Moment {
  return moment(after(MORNING, milliseconds), by);
}

export function time(milliseconds: number): Date {
  return after(MORNING, milliseconds);
}

/** The task after a ruling that must be a change, and into that state. */
export function becomes<S extends State>(ruling: Ruling, state: S): TaskIn<S> {
  const { task } = granted(ruling);
  if (task.state !== state) throw new Error(`expected ${state}, not ${task.state}: ${task.why}`);
  return task as TaskIn<S>;
}

export function granted(ruling: Ruling): Change {
  if (isRefusal(ruling)) throw new Error(`refused, ${ruling.because}: ${ruling.why}`);
  return ruling;
}

/** Why there is no change. */
export function reasonOf(ruling: Ruling): RefusalReason | "none" {
  return isRefusal(ruling) ? ruling.because : "none";
}

/** The task in the hands of a worker whose lease begins at this time. */
export function claimed<T extends Task>(task: T, milliseconds = 0): T & Claimed {
  const stage = stageOf(task);
  const { task: held } = granted(claim(task, stage, at(milliseconds)));
  if (!isWorked(held) || !isClaimed(held)) throw new Error(`${held.state} is not held`);
  return held as T & Claimed;
}

export function stageOf(task: Task): Stage {
  const stage = Object.values<Stage>(STAGES).find(({ states }) => states.some((state) => state === task.state));
  if (!stage) throw new Error(`nobody works on ${task.state}`);
  return stage;
}

export function approvalOf(id: string, plan: Plan, via: Approval["via"] = "console"): Approval {
  const verdict = "approve" as const;
  return signDecision(decided(id, plan), { verdict, digest: plan.digest, by: "grace", via, at: MORNING }, KEY);
}

export function rejectionOf(id: string, plan: Plan): Rejection {
  const verdict = "reject" as const;
  return signDecision(decided(id, plan), { verdict, digest: plan.digest, by: "grace", via: "slack", at: MORNING }, KEY);
}

function decided(taskId: string, { revision }: Plan) {
  return { taskId, revision };
}

export const RECEIVED = becomes(receive(newTask(), at()), "received");
export const TRIAGED = becomes(triaged(RECEIVED, TRIAGE, at()), "triaged");
export const DRAFTED = becomes(drafted(TRIAGED, DRAFT, at()), "drafted");
export const AWAITING = becomes(asked(DRAFTED, at()), "awaiting_approval");
export const APPROVAL = approvalOf(AWAITING.id, AWAITING.plan);
export const APPROVED = becomes(approve(AWAITING, APPROVAL, at()), "approved");
/** Its sender may still be at work: intent at nine, lease until 9:02. */
export const SENDING = becomes(intend(claimed(APPROVED), claimed(APPROVED), at()), "posting");
/** Nobody knows whether the comment is there, and nobody is looking. */
export const POSTING = becomes(lookedInVain(SENDING, { ...SENDING, lease: SENDING.lease! }, MORNING, at()), "posting");

export const POSTED = becomes(posted(SENDING, SENDING.intent, COMMENT, at()), "posted");
export const SKIPPED = becomes(skip(RECEIVED, at(), "spam"), "skipped");
export const REJECTED = becomes(reject(AWAITING, rejectionOf(AWAITING.id, AWAITING.plan), at(), "rude"), "rejected");
export const EXPIRED = becomes(sweepTask(AWAITING, moment(AWAITING.ask.deadline)), "expired");
export const CANCELLED = becomes(onOutsideChange(DRAFTED, { kind: "gone", how: "closed" }, at()), "cancelled");

export const PARKED_FROM_RECEIVED = parked(RECEIVED);
export const PARKED_FROM_TRIAGED = parked(TRIAGED);
export const PARKED_FROM_DRAFTED = parked(DRAFTED);
export const PARKED_FROM_APPROVED = parked(APPROVED);
/** When the last look at `SENDING` is due: fifteen minutes after its lease. */
export const LAST_LOOK = 120 * SECOND + LAST_LOOK_AFTER_LEASE;
export const PARKED_FROM_POSTING = gaveUp();

export const WORKED = [RECEIVED, TRIAGED, DRAFTED, APPROVED, POSTING];
export const PARKED = [PARKED_FROM_RECEIVED, PARKED_FROM_TRIAGED, PARKED_FROM_DRAFTED, PARKED_FROM_APPROVED];
export const ENDED = [POSTED, SKIPPED, REJECTED, EXPIRED, CANCELLED];
export const EVERY_TASK = [...WORKED, AWAITING, ...PARKED, PARKED_FROM_POSTING, ...ENDED];

function parked(task: Task): TaskIn<"parked"> {
  const held = claimed(task);
  return becomes(park(held, held, at(), "hopeless"), "parked");
}

function gaveUp(): TaskIn<"parked"> {
  const looking = claimed(POSTING, LAST_LOOK);
  return becomes(lookedInVain(looking, looking, time(LAST_LOOK), at(LAST_LOOK)), "parked");
}
