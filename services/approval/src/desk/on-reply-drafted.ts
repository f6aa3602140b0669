import { approvedByPolicy, asked } from "@frontdesk/shared/domain/advance";
import { signDecision } from "@frontdesk/shared/domain/decision";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { defer, done, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { isLabelsOnly, whyLabelsOnly } from "@frontdesk/shared/domain/plan";
import { factSince } from "@frontdesk/shared/domain/thread";
import { type CodeHost, isGone } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { lookAtThread } from "@frontdesk/shared/repo/look-at-thread";
import { cancelled } from "@frontdesk/shared/steps/cancelled";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { addLabels } from "./add-labels.ts";
import { addsLabelsAtOnce, policyFor } from "./policy.ts";

export type AskDeps = StepDeps & { codeHost: CodeHost; values: SharedValues; decisionKey: string };

/** A reply is drafted: what do the repository's owners want done with it? */
export async function onReplyDrafted(event: EventOf<"reply.drafted">, deps: AskDeps): Promise<StepResult> {
  return runStep(event, "ask", deps, async (task, signal) => {
    const { source, plan } = task;
    const look = await lookAtThread(source, deps, signal);
    if (isGone(look)) return cancelled(look);
    const { seen, loaded } = look;
    const fact = factSince(task, seen);
    if (fact) return done((current, at) => onOutsideChange(current, fact, at));

    const { settings, problem } = loaded;
    if (addsLabelsAtOnce(task, settings)) {
      const gone = await addLabels(task, deps.codeHost, signal);
      if (gone) return cancelled(gone);
    }
    if (isLabelsOnly(plan)) return skip(whyLabelsOnly(plan));
    const policy = policyFor(task, seen, settings, deps.now());
    switch (policy.is) {
      case "skip":
        return skip(policy.why);
      case "wait":
        return defer(policy.until, policy.why);
      case "ask": {
        const why = problem === undefined ? policy.why : `${policy.why}; ${problem}`;
        return done((current, at) => asked(current, at, why));
      }
      case "automatic": {
        const decided = { taskId: task.id, revision: plan.revision };
        const verdict = {
          verdict: "approve",
          digest: plan.digest,
          by: "policy",
          via: "policy",
          at: deps.now(),
        } as const;
        const decision = signDecision(decided, verdict, deps.decisionKey);
        return done((current, at) => approvedByPolicy(current, decision, at));
      }
    }
  });
}
