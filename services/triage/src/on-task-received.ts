import { triaged } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { done, skip } from "@frontdesk/shared/domain/outcome";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { sortIssue } from "./sort-issue.ts";

/** Sorts one new task: what is it, and does it want a reply? */
export async function onTaskReceived(event: EventOf<"task.received">, deps: StepDeps): Promise<StepResult> {
  return runStep(event, "triage", deps, async (task) => {
    const triage = sortIssue(task.issue);
    if (triage.spam) return skip("spam");
    if (!triage.wantsReply) return skip(`wants no reply: ${triage.summary}`);
    return done((current, at) => triaged(current, triage, at));
  });
}
