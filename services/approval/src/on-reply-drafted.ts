import { approvedByPolicy } from "@frontdesk/shared/domain/advance";
import { signDecision } from "@frontdesk/shared/domain/decision";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { done } from "@frontdesk/shared/domain/outcome";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";

export type AskDeps = StepDeps & { decisionKey: string };

/** What the policy says to a draft. It lets everything go, until repositories have policies of their own. */
export async function onReplyDrafted(event: EventOf<"reply.drafted">, deps: AskDeps): Promise<StepResult> {
  return runStep(event, "ask", deps, async ({ id, plan }) => {
    const decided = { taskId: id, revision: plan.revision };
    const verdict = { verdict: "approve", digest: plan.digest, by: "policy", via: "policy", at: deps.now() } as const;
    const decision = signDecision(decided, verdict, deps.decisionKey);
    return done((current, at) => approvedByPolicy(current, decision, at));
  });
}
