import { change, describe, enter, type Moment, type Ruling, refuse, rest, stay } from "./change.ts";
import {
  FIRST_BACKOFF,
  INTENT_MARGIN,
  LAST_LOOK_AFTER_LEASE,
  LIMIT_PAUSE,
  LOOKS_AFTER_INTENT,
  MAX_ATTEMPTS,
  SEND_MARGIN,
} from "./limits.ts";
import type { Gone } from "./outside.ts";
import { isLabelsOnly } from "./plan.ts";
import type { Claimed, Comment, Intent, Task, TaskIn } from "./task.ts";
import { after, later } from "./time.ts";
import { asParked, isHeld, lost } from "./work.ts";

/**
 * The point of no return. From here on the comment may exist, so it is only ever looked for, until somebody knows.
 * The one change of state that keeps the lease, and its dueAt: what follows happens under it.
 */
export function intend(task: Task, held: Claimed<TaskIn<"approved">>, at: Moment): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  if (task.inputRevision !== held.inputRevision) return refuse("stale", `${task.id}: the input changed`);
  const { lease, dueAt, plan } = task;
  if (after(at.now, INTENT_MARGIN) > lease.until)
    return refuse("late", `${task.id}: too little is left of the lease to post`);
  if (isLabelsOnly(plan)) return refuse("unfit", `${task.id}: there is no comment to post`);
  const intent: Intent = { digest: plan.digest, at: at.now, leaseUntil: lease.until, looks: 0 };
  const entered = enter(task, "posting", { ...kept(task), refusals: task.refusals, intent }, at);
  return change("intend", task, { ...entered, lease, dueAt }, at, `posts draft ${plan.revision}`);
}

/** To be asked immediately before sending. If not, nothing is sent and the outcome is left unknown. */
export function maySend(intent: Intent, now: Date): boolean {
  return after(now, SEND_MARGIN) <= intent.leaseUntil;
}

/** GitHub has the comment. Needs no lease: who knows it under this intent may say so. */
export function posted(task: Task, intent: Intent, comment: Comment, at: Moment): Ruling {
  if (!isUnder(task, intent)) return refuse("lost", `${describe(task)}, no longer under the intent that posted`);
  return change("posted", task, rest(task, "posted", { ...kept(task), comment }), at, `posted: ${comment.url}`);
}

/** Our comment was there before we began. */
export function foundPosted(task: TaskIn<"approved">, comment: Comment, at: Moment): Ruling {
  return change("posted", task, rest(task, "posted", { ...kept(task), comment }), at, `found posted: ${comment.url}`);
}

/** An answer of GitHub's after which it is certain that there is no comment. */
export type CertainRefusal =
  | { kind: "limit"; until: Date }
  | { kind: "token" }
  | { kind: "gone"; how: Gone }
  | { kind: "invalid"; why: string };

export function refused(task: Task, intent: Intent, refusal: CertainRefusal, at: Moment): Ruling {
  if (!isUnder(task, intent)) return refuse("lost", `${describe(task)}, no longer under the intent that was refused`);
  const approved = (notBefore?: Date) => enter(task, "approved", kept(task), at, notBefore);
  switch (refusal.kind) {
    case "limit": {
      const until = later(after(at.now, LIMIT_PAUSE), refusal.until);
      return change("refused", task, approved(until), at, "GitHub's limit is reached");
    }
    case "token":
      return turnedDown(task, (task.refusals ?? 0) + 1, at);
    case "gone":
      return change(
        "refused",
        task,
        rest(task, "cancelled", { ...kept(task), cancelledBy: refusal.how }),
        at,
        refusal.how,
      );
    case "invalid":
      return change("refused", task, asParked(approved()), at, refusal.why);
  }
}

/** The first time a fresh token is all it takes, so it is tried at once. A token that stays wrong is a person's to mend. */
function turnedDown(task: TaskIn<"posting">, refusals: number, at: Moment): Ruling {
  const pause = refusals === 1 ? undefined : after(at.now, FIRST_BACKOFF * 2 ** refusals);
  const approved = enter(task, "approved", { ...kept(task), refusals }, at, pause);
  if (refusals < MAX_ATTEMPTS) return change("refused", task, approved, at, "GitHub wants a fresh token");
  return change("refused", task, asParked(approved), at, `GitHub turned down our token ${refusals} times`);
}

/**
 * Looked, and the comment isn't there: which may only mean not yet. Only the last look parks the task. What counts is
 * when the look began: what came into being during it was not looked for.
 */
export function lookedInVain(task: Task, held: Claimed<TaskIn<"posting">>, lookedAt: Date, at: Moment): Ruling {
  if (!isHeld(task, held)) return lost(task, held);
  const intent = { ...task.intent, looks: task.intent.looks + 1 };
  if (lookedAt >= lastLook(intent)) {
    const own = { parkedFrom: "posting" as const, ...kept(task), intent };
    const why = `the comment may or may not be posted: it was not there ${intent.looks === 1 ? "when we looked" : `${intent.looks} times`}`;
    return change("give up looking", task, rest(task, "parked", own), at, why);
  }
  return lookLater(task, intent, at, "the comment is not to be seen yet");
}

/** It was sent, or should have been, and nobody knows what became of it. */
export function unknown(task: Task, intent: Intent, at: Moment, why: string): Ruling {
  if (!isUnder(task, intent)) return refuse("lost", `${describe(task)}, no longer under the intent in question`);
  return lookLater(task, task.intent, at, why);
}

/** When nothing that was sent under this intent can appear any more. */
export function lastLook(intent: Intent): Date {
  return after(intent.leaseUntil, LAST_LOOK_AFTER_LEASE);
}

function lookLater(task: TaskIn<"posting">, intent: Intent, at: Moment, why: string): Ruling {
  const looks = [...LOOKS_AFTER_INTENT.map((wait) => after(intent.at, wait)), lastLook(intent)];
  const next = looks.find((look) => look > at.now) ?? at.now;
  return change("look later", task, stay(task, { intent, lease: undefined, notBefore: next, dueAt: next }), at, why);
}

function isUnder(task: Task, intent: Intent): task is TaskIn<"posting"> {
  if (task.state !== "posting") return false;
  return task.intent.digest === intent.digest && task.intent.at.getTime() === intent.at.getTime();
}

function kept(task: TaskIn<"approved" | "posting">) {
  const { triage, plan, decision } = task;
  return { triage, plan, decision };
}
