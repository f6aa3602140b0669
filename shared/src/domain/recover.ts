import { change, describe, enter, type Moment, type Ruling, refuse, rest, stay } from "./change.ts";
import { lastLook } from "./post.ts";
import { isStripped } from "./strip.ts";
import type { Comment, Task } from "./task.ts";

/** What a person can do with a task that rests. */

const WHAT_GOES_ON = "what is parked can be redriven; what was skipped, rejected, expired or cancelled can be revived";

/** On from where it parked. One that parked while posting only looks again. */
export function redrive(task: Task, at: Moment): Ruling {
  if (task.state !== "parked") return refuse("state", `${describe(task)}: ${WHAT_GOES_ON}`);
  const why = `redriven by ${at.by}`;
  switch (task.parkedFrom) {
    case "received":
      return change("redrive", task, enter(task, "received", {}, at), at, why);
    case "triaged":
      return change("redrive", task, enter(task, "triaged", { triage: task.triage, plan: task.plan }, at), at, why);
    case "drafted":
      return change("redrive", task, enter(task, "drafted", { triage: task.triage, plan: task.plan }, at), at, why);
    case "approved": {
      const { triage, plan, decision } = task;
      return change("redrive", task, enter(task, "approved", { triage, plan, decision }, at), at, why);
    }
    case "posting": {
      const { triage, plan, decision, intent } = task;
      return change("redrive", task, enter(task, "posting", { triage, plan, decision, intent }, at), at, why);
    }
  }
}

/** "I checked, it is not there." `seen` is the version that the person looked at. The decision still holds. */
export function confirmAbsent(task: Task, seen: number, at: Moment): Ruling {
  if (task.state !== "parked" || task.parkedFrom !== "posting") return refuse("state", describe(task));
  if (task.version !== seen) return refuse("stale", `${task.id} has changed since you looked`);
  const earliest = lastLook(task.intent);
  if (at.now < earliest) return refuse("early", `the comment may still appear until ${earliest.toISOString()}`);
  const { triage, plan, decision } = task;
  const wanted = enter(task, "approved", { triage, plan, decision }, at);
  return change("confirm absent", task, wanted, at, `${at.by} checked: it is not posted`);
}

/** "It is there", with its address. */
export function confirmPosted(task: Task, comment: Comment, at: Moment): Ruling {
  if (task.state !== "parked" || task.parkedFrom !== "posting") return refuse("state", describe(task));
  const { triage, plan, decision } = task;
  const wanted = rest(task, "posted", { triage, plan, decision, comment });
  return change("confirm posted", task, wanted, at, `${at.by} checked: it is posted`);
}

/** From the beginning, whatever was decided. */
export function revive(task: Task, at: Moment): Ruling {
  switch (task.state) {
    case "skipped":
    case "rejected":
    case "expired":
    case "cancelled": {
      if (isStripped(task)) return refuse("state", `${task.id} ended long ago and its texts are gone`);
      const renewed = stay(task, { inputRevision: task.inputRevision + 1, redrafts: 0 });
      return change("revive", task, enter(renewed, "received", {}, at), at, `revived by ${at.by}`);
    }
    default:
      return refuse("state", `${describe(task)}: ${WHAT_GOES_ON}`);
  }
}
