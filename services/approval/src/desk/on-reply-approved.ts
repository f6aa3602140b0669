import type { EventOf } from "@frontdesk/shared/domain/events";
import { runStep, type StepResult } from "@frontdesk/shared/steps/run-step";
import { resumeIfFree } from "../pause.ts";
import { sharingLimits } from "./comment-quota.ts";
import { lookForComment } from "./look-for-comment.ts";
import { type PostDeps, postReply } from "./post-reply.ts";

/** Posts an approved reply. If somebody may have posted it already, only looks. */
export async function onReplyApproved(event: EventOf<"reply.approved">, deps: PostDeps): Promise<StepResult> {
  const result = await runStep(event, "post", deps, async (task, signal) =>
    sharingLimits(task.source, deps, async () =>
      task.state === "approved" ? postReply(task, deps, signal) : lookForComment(task, deps, signal),
    ),
  );
  if ("task" in result) await resumeIfFree(result.task, "post", deps);
  return result;
}
