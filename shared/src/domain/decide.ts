import {
  change,
  describe,
  enter,
  isRefusal,
  type Moment,
  type Refusal,
  type Ruling,
  refuse,
  rest,
  stay,
} from "./change.ts";
import type { Approval, Rejection } from "./decision.ts";
import { LONGEST_GUIDANCE } from "./limits.ts";
import { type Plan, sealPlan } from "./plan.ts";
import type { Task, TaskIn } from "./task.ts";
import { cut } from "./texts.ts";

/**
 * What a person can say to a plan. `digest` is of the plan that the person saw: if the task shows another one by now,
 * or has been decided, the answer is a refusal and nothing happens.
 */

export function approve(task: Task, decision: Approval, at: Moment): Ruling {
  const asked = openAsk(task, decision.digest, at);
  if (isRefusal(asked)) return asked;
  const { triage, plan } = asked;
  const wanted = enter(stay(asked, { redrafts: 0 }), "approved", { triage, plan, decision }, at);
  return change("approve", task, wanted, at, `approved by ${decision.by}`);
}

/** `edited` is the cleaned edit under its own digest, which is the one decided on; `seen` is what the person edited. */
export function approveWithEdit(task: Task, seen: string, edited: Plan, decision: Approval, at: Moment): Ruling {
  const asked = openAsk(task, seen, at);
  if (isRefusal(asked)) return asked;
  const isSealed = edited.digest === sealPlan(asked, edited).digest;
  if (!isSealed || decision.digest !== edited.digest || edited.revision !== asked.plan.revision + 1) {
    return refuse("stale", "the decision is not on the edited draft");
  }
  const { triage } = asked;
  const wanted = enter(stay(asked, { redrafts: 0 }), "approved", { triage, plan: edited, decision }, at);
  return change("approve with edit", task, wanted, at, `edited and approved by ${decision.by}`);
}

export function reject(task: Task, decision: Rejection, at: Moment, reason: string): Ruling {
  const asked = openAsk(task, decision.digest, at);
  if (isRefusal(asked)) return asked;
  const { triage, plan } = asked;
  const wanted = rest(task, "rejected", { triage, plan, decision });
  const said = reason.trim() === "" ? "" : `: ${reason}`;
  return change("reject", task, wanted, at, `rejected by ${decision.by}${said}`);
}

/** Drafted again, with what the person wants different. */
export function sendBack(task: Task, seen: string, guidance: string, at: Moment): Ruling {
  const asked = openAsk(task, seen, at);
  if (isRefusal(asked)) return asked;
  const { triage, plan, inputRevision } = asked;
  const guided = stay(asked, {
    guidance: { text: cut(guidance, LONGEST_GUIDANCE), by: at.by, at: at.now },
    inputRevision: inputRevision + 1,
    redrafts: 0,
  });
  return change("send back", task, enter(guided, "triaged", { triage, plan }, at), at, `sent back by ${at.by}`);
}

function openAsk(task: Task, seen: string, at: Moment): TaskIn<"awaiting_approval"> | Refusal {
  if (task.state !== "awaiting_approval") return refuse("state", `${describe(task)}: ${task.why}`);
  if (task.plan.digest !== seen) return refuse("stale", `${task.id} shows another draft by now`);
  if (at.now >= task.ask.deadline)
    return refuse("late", `${task.id} could be decided until ${task.ask.deadline.toISOString()}`);
  return task;
}
