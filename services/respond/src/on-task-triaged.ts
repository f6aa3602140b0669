import { drafted } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { done } from "@frontdesk/shared/domain/outcome";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { draftReply } from "./draft-reply.ts";

/** Drafts the reply to one sorted task. */
export async function onTaskTriaged(event: EventOf<"task.triaged">, deps: StepDeps): Promise<StepResult> {
  return runStep(event, "respond", deps, async (task) => {
    const body = draftReply(task);
    return done((current, at) => drafted(current, { labels: current.triage.labels, body }, at));
  });
}
