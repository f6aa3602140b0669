import { isRefusal, type Moment, type Ruling } from "@frontdesk/shared/domain/change";
import { isSigned } from "@frontdesk/shared/domain/decision";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { done, type Outcome, park, settled } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { planDigest } from "@frontdesk/shared/domain/plan";
import { foundPosted, intend, maySend, posted, refused, unknown } from "@frontdesk/shared/domain/post";
import type { Claimed, Intent, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { factOf } from "@frontdesk/shared/domain/thread";
import { type CodeHost, type Gone, isGone, type PostResult } from "@frontdesk/shared/ports/code-host";
import type { StepDeps } from "@frontdesk/shared/steps/run-step";
import { pauseComments, type QuotaDeps, takeQuota, whyWait } from "./comment-quota.ts";

export type PostDeps = StepDeps & QuotaDeps & { codeHost: CodeHost; decisionKey: string };

const POST_DEADLINE = 10 * SECOND;

/**
 * The one place from which a comment is posted. Until the intent is committed nothing has happened and everything may
 * be tried again. From then on the comment may exist: it is sent once, and after that only looked for.
 */
export async function postReply(
  held: Claimed<TaskIn<"approved">>,
  deps: PostDeps,
  signal: AbortSignal,
): Promise<Outcome<TaskIn<"approved">>> {
  const { tasks, codeHost, decisionKey, now, log } = deps;
  const { source, plan, decision } = held;
  const moment = (): Moment => ({ now: now(), by: "post" });

  const decided = { taskId: held.id, revision: plan.revision };
  const isDecided = decision.verdict === "approve" && decision.digest === plan.digest;
  if (!isDecided || !isSigned(decided, decision, decisionKey)) return park("the approval is not signed by Frontdesk");

  const wait = await whyWait(held, deps);
  if (wait) return wait;

  const seen = await codeHost.thread(source, signal);
  if (isGone(seen)) return gone(seen);
  // What was said since then is part of the digest, too.
  if (planDigest(source, seen.issue, plan) !== plan.digest) {
    return done((task, at) => onOutsideChange(task, factOf(held, seen), at));
  }
  const found = await codeHost.findComment(source, markerOf(held.id), signal);
  if (isGone(found)) return gone(found);
  if (found) return done((task, at) => foundPosted(task, found, at));
  // Before the intent, because what fails here may be tried again: adding a label twice changes nothing.
  const unlabelled = await addLabels(held, codeHost, signal);
  if (unlabelled) return gone(unlabelled);
  const full = await takeQuota(held, deps);
  if (full) return full;

  const intended = await tasks.update(held, (task) => intend(task, held, moment()), { once: true });
  if (isRefusal(intended)) {
    log.info("not posted", { why: intended.why });
    return settled;
  }
  const { intent } = intended.task as TaskIn<"posting">;
  const result = await send(intent, held, deps, signal);
  await tasks.update(held.id, (task) => settle(task, intent, result, moment()));
  if (result.kind === "refused" && result.refusal.kind === "limit") {
    await pauseComments(source, result.refusal.until, deps);
  }
  return settled;
}

function gone({ gone: how }: Gone): Outcome<TaskIn<"approved">> {
  return done((task, at) => onOutsideChange(task, { kind: "gone", how }, at));
}

/** None that a person took off again, whatever was planned. */
async function addLabels(
  { source, plan }: TaskIn<"approved">,
  codeHost: CodeHost,
  signal: AbortSignal,
): Promise<Gone | undefined> {
  if (plan.labels.length === 0) return undefined;
  const takenOff = await codeHost.labelsTakenOff(source, signal);
  if (isGone(takenOff)) return takenOff;
  const wanted = plan.labels.filter((label) => !takenOff.includes(label));
  return wanted.length === 0 ? undefined : codeHost.addLabels(source, wanted, signal);
}

async function send(
  intent: Intent,
  { source, plan }: TaskIn<"approved">,
  { codeHost, now }: PostDeps,
  signal: AbortSignal,
): Promise<PostResult> {
  if (!maySend(intent, now())) return { kind: "unknown", why: "not sent: too little was left of the lease" };
  return codeHost.postComment(source, plan.body, AbortSignal.any([signal, AbortSignal.timeout(POST_DEADLINE)]));
}

function settle(task: Task, intent: Intent, result: PostResult, at: Moment): Ruling {
  switch (result.kind) {
    case "posted":
      return posted(task, intent, result.comment, at);
    case "refused":
      return refused(task, intent, result.refusal, at);
    case "unknown":
      return unknown(task, intent, at, result.why);
  }
}
