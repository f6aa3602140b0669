import { change, enter, type Moment, type Ruling, refuse } from "./change.ts";
import type { Approval } from "./decision.ts";
import { APPROVAL_DEADLINE, REMINDER_EVERY } from "./limits.ts";
import { type Plan, sealPlan } from "./plan.ts";
import type { Ask, TaskIn } from "./task.ts";
import { after } from "./time.ts";
import type { Triage } from "./triage.ts";

/** What the steps do when they are done. Each is given to `complete`, which sees to the lease and the input. */

export function triaged(task: TaskIn<"received">, triage: Triage, at: Moment): Ruling {
  return change("triage", task, enter(task, "triaged", { triage }, at), at, `${triage.kind}: ${triage.summary}`);
}

export function drafted(task: TaskIn<"triaged">, draft: Pick<Plan, "labels" | "body" | "notes">, at: Moment): Ruling {
  const { triage, inputRevision } = task;
  const revision = (task.plan?.revision ?? 0) + 1;
  const plan = sealPlan(task, { ...draft, revision, fromInput: inputRevision });
  return change("draft", task, enter(task, "drafted", { triage, plan }, at), at, `draft ${plan.revision}`);
}

export function asked(task: TaskIn<"drafted">, at: Moment, why = "waits for a person"): Ruling {
  const { triage, plan } = task;
  const wanted = enter(task, "awaiting_approval", { triage, plan, ask: newAsk(at) }, at);
  return change("ask", task, wanted, at, why);
}

/** The policy lets this one go without a person. The decision is signed by the role that read the policy. */
export function approvedByPolicy(task: TaskIn<"drafted">, decision: Approval, at: Moment): Ruling {
  const { triage, plan } = task;
  if (decision.digest !== plan.digest) return refuse("stale", `${task.id}: the decision is on another draft`);
  const wanted = enter(task, "approved", { triage, plan, decision }, at);
  return change("approve automatically", task, wanted, at, "the policy asks for nobody");
}

/** The policy, read again before posting, wants a person after all. */
export function askedAgain(task: TaskIn<"approved">, at: Moment, why: string): Ruling {
  const { triage, plan } = task;
  return change("ask again", task, enter(task, "drafted", { triage, plan }, at), at, why);
}

export function newAsk(at: Moment): Ask {
  return {
    askedAt: at.now,
    deadline: after(at.now, APPROVAL_DEADLINE),
    nextReminder: after(at.now, REMINDER_EVERY),
  };
}
