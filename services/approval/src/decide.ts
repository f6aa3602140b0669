import {
  type Change,
  isRefusal,
  type Moment,
  type Refusal,
  type Ruling,
  refuse,
} from "@frontdesk/shared/domain/change";
import { approve, approveWithEdit, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { type Decision, signDecision } from "@frontdesk/shared/domain/decision";
import { LONGEST_BODY, LONGEST_REASON } from "@frontdesk/shared/domain/limits";
import { marked } from "@frontdesk/shared/domain/marker";
import { sealPlan } from "@frontdesk/shared/domain/plan";
import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { type AnnounceDeps, announce } from "@frontdesk/shared/steps/announce";
import { withContext } from "@frontdesk/shared/telemetry/context";

/** What a person says to the draft that was shown. */
export type Verdict =
  | { say: "approve" }
  | { say: "approve with edit"; body: string }
  | { say: "reject"; reason: string }
  | { say: "send back"; guidance: string };

/** Who says it, through which door. Whether they may is the door's to know. */
export type Decider = { by: string; via: Exclude<Decision["via"], "policy"> };

/** Makes a text fit to be posted; what it changes, the reviewer has to see again. */
export type Clean = (body: string, task: Task) => string;

export type DecideDeps = AnnounceDeps & { tasks: TaskStore; decisionKey: string; clean: Clean };

export type Decided =
  | { is: "decided"; task: Task }
  /** Nothing is decided yet: this is what would be posted, not what was written. */
  | { is: "changed by cleaning"; body: string }
  /** Why not, in words for whoever asked: who was faster, or what it shows by now. */
  | { is: "refused"; because: Refusal["because"]; why: string; task?: Task };

/**
 * The one way to decide, whatever the door: of any number of verdicts on a draft exactly one counts, and the others are
 * told which. `digest` is of the draft that the person saw: nothing else can be approved by it.
 */
export async function decide(
  { taskId, digest, verdict, by, via }: Decider & { taskId: string; digest: string; verdict: Verdict },
  deps: DecideDeps,
): Promise<Decided> {
  const at: Moment = { now: deps.now(), by };
  let cleaned: string | undefined;
  const ruled = await deps.tasks.update(taskId, (task) => {
    if (verdict.say === "approve with edit" && task.state === "awaiting_approval") {
      cleaned = deps.clean(verdict.body, task);
      const unfit = whyUnfit(task, verdict.body, cleaned);
      if (unfit) return unfit;
    }
    return rule(task, { digest, verdict, by, via }, at, deps.decisionKey);
  });
  if (!isRefusal(ruled)) return conclude(ruled, deps);
  if (ruled.because === "unclean" && cleaned !== undefined) return { is: "changed by cleaning", body: cleaned };
  const task = await deps.tasks.get(taskId);
  return { is: "refused", because: ruled.because, why: ruled.why, ...(task && { task }) };
}

function rule(
  task: Task,
  { digest, verdict, by, via }: Decider & { digest: string; verdict: Verdict },
  at: Moment,
  key: string,
): Ruling {
  if (task.state !== "awaiting_approval") return refuse("state", `${task.id} is ${task.state}: ${task.why}`);
  const { plan } = task;
  const signed = <V extends Decision["verdict"]>(said: V, on: { revision: number; digest: string }) => {
    const decision = { verdict: said, digest: on.digest, by, via, at: at.now };
    return signDecision({ taskId: task.id, revision: on.revision }, decision, key);
  };
  switch (verdict.say) {
    case "approve":
      return approve(task, signed("approve", { ...plan, digest }), at);
    case "approve with edit": {
      const edited = sealPlan(task, { ...plan, body: verdict.body, revision: plan.revision + 1 });
      return approveWithEdit(task, digest, edited, signed("approve", edited), at);
    }
    case "reject":
      return reject(task, signed("reject", { ...plan, digest }), at, verdict.reason.slice(0, LONGEST_REASON));
    case "send back":
      return sendBack(task, digest, verdict.guidance, at);
  }
}

/** Why an edit can't be decided on as it is. */
function whyUnfit(task: Task, body: string, cleaned: string): Refusal | undefined {
  if (body.trim() === "") return refuse("unfit", "An empty reply can't be posted. To say nothing, reject the draft.");
  if (cleaned !== body) return refuse("unclean", "Cleaning changed the edit.");
  const { length } = marked(task.id, body);
  if (length <= LONGEST_BODY) return undefined;
  return refuse("unfit", `With its hidden marker the reply has ${length} characters; GitHub takes ${LONGEST_BODY}.`);
}

async function conclude({ task, entry }: Change, deps: DecideDeps): Promise<Decided> {
  return withContext({ taskId: task.id, traceparent: task.traceparent, event: "decision" }, async () => {
    deps.log.info(`task ${task.state}`, { why: entry.why, by: entry.by });
    await announce(task, deps);
    return { is: "decided", task };
  });
}
