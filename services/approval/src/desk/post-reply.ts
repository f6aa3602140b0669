import { askedAgain } from "@frontdesk/shared/domain/advance";
import { isRefusal, type Moment, type Ruling } from "@frontdesk/shared/domain/change";
import { isSigned } from "@frontdesk/shared/domain/decision";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { defer, done, type Outcome, park, settled, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { isLabelsOnly, whyLabelsOnly } from "@frontdesk/shared/domain/plan";
import { foundPosted, intend, maySend, posted, refused, unknown } from "@frontdesk/shared/domain/post";
import type { Claimed, Intent, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { factSince } from "@frontdesk/shared/domain/thread";
import { type CodeHost, isGone, type PostResult } from "@frontdesk/shared/ports/code-host";
import { lookAtThread } from "@frontdesk/shared/repo/look-at-thread";
import { cancelled } from "@frontdesk/shared/steps/cancelled";
import type { StepDeps } from "@frontdesk/shared/steps/run-step";
import { pausedBy } from "../pause.ts";
import { addLabels } from "./add-labels.ts";
import { pauseComments, type QuotaDeps, takeQuota, whyWait } from "./comment-quota.ts";
import { addsLabelsWithReply, policyFor, whilePaused } from "./policy.ts";

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

  const [look, paused] = await Promise.all([
    lookAtThread(source, deps, signal, { fresh: true }),
    pausedBy(source, deps),
  ]);
  if (isGone(look)) return cancelled(look);
  const { seen, loaded } = look;
  // What was said since then is part of the digest, too.
  const fact = factSince(held, seen);
  if (fact) return done((task, at) => onOutsideChange(task, fact, at));
  const found = await codeHost.findComment(source, markerOf(held.id), signal);
  if (isGone(found)) return cancelled(found);
  if (found) return done((task, at) => foundPosted(task, found, at));

  const policy = paused ? whilePaused(paused, now()) : policyFor(held, seen, loaded.settings, now());
  if (policy.is === "skip") return skip(policy.why);
  if (policy.is === "wait") return defer(policy.until, policy.why);
  if (policy.is === "ask" && decision.via === "policy") return done((task, at) => askedAgain(task, at, policy.why));
  // Before the intent, because what fails here may be tried again: adding a label twice changes nothing.
  const unlabelled = addsLabelsWithReply(loaded.settings) && (await addLabels(held, codeHost, signal));
  if (unlabelled) return cancelled(unlabelled);
  // A person was shown it because the issue changed, and found the labels right.
  if (isLabelsOnly(plan)) return skip(whyLabelsOnly(plan));
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
