import { newAsk } from "./advance.ts";
import { change, describe, enter, gained, type Moment, type Ruling, refuse, rest, stay } from "./change.ts";
import { MAX_REDRAFTS, QUIET_AFTER_EDIT } from "./limits.ts";
import { sealPlan } from "./plan.ts";
import { type IssueContent, isMoving, type MovingTask, type Task, type TaskIn } from "./task.ts";
import { cutContent } from "./texts.ts";
import { after } from "./time.ts";

/** Something that is so on GitHub, whoever learned it: a webhook, the look before posting, a refused post. */
export type OutsideFact =
  | { kind: "gone"; how: Gone }
  | { kind: "answered"; by: string; issue: IssueContent }
  /** The issue as it stands: edited, or the reporter said more. */
  | { kind: "content"; issue: IssueContent }
  | { kind: "reopened"; issue: IssueContent };

export type Gone = "closed" | "deleted" | "locked" | "transferred" | "archived" | "uninstalled";

/** What a fact of the outside does to a task. */
export function onOutsideChange(task: Task, fact: OutsideFact, at: Moment): Ruling {
  if (fact.kind === "reopened") return reopen(task, cutContent(fact.issue), at);
  if (!isMoving(task) && task.state !== "parked") return refuse("state", describe(task));
  switch (fact.kind) {
    case "gone":
      return hasIntent(task) ? note(task, fact.how, at) : cancel(task, fact.how, at);
    case "answered":
      // With the answer taken in: whoever revives the task knows of it, and the same answer doesn't cancel it again.
      return hasIntent(task)
        ? note(task, `answered by ${fact.by}`, at)
        : cancel(stay(task, { issue: cutContent(fact.issue) }), `people are talking: answered by ${fact.by}`, at);
    case "content": {
      const issue = cutContent(fact.issue);
      if (isSameContent(task.issue, issue)) return refuse("unchanged", `${task.id} knows this already`);
      return hasIntent(task) ? note(task, "the issue changed", at) : takeIn(task, issue, at);
    }
  }
}

function isSameContent(one: IssueContent, other: IssueContent): boolean {
  return (
    one.title === other.title &&
    one.body === other.body &&
    one.state === other.state &&
    one.lastHumanCommentId === other.lastHumanCommentId &&
    isSameText(one.lastHumanCommentHash, other.lastHumanCommentHash)
  );
}

/** What isn't known is no difference: an upgrade drafts nothing again. */
function isSameText(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

type WithIntent = TaskIn<"posting"> | Extract<Task, { parkedFrom: "posting" }>;
type WithoutIntent = Exclude<MovingTask | TaskIn<"parked">, WithIntent>;

function hasIntent(task: MovingTask | TaskIn<"parked">): task is WithIntent {
  return "intent" in task;
}

/** The issue is kept as the plan knows it: if the comment turns out not to be there, the next look must see the difference. */
function note(task: WithIntent, what: string, at: Moment): Ruling {
  return change("note", task, task, at, `${what}, too late to stop the comment`);
}

function cancel(task: WithoutIntent, how: string, at: Moment): Ruling {
  return change("cancel", task, rest(task, "cancelled", { ...gained(task), cancelledBy: how }), at, how);
}

function reopen(task: Task, issue: IssueContent, at: Moment): Ruling {
  if (task.state !== "cancelled" || task.cancelledBy !== "closed") return refuse("state", describe(task));
  const renewed = stay(task, { issue, inputRevision: task.inputRevision + 1, redrafts: 0 });
  return change("reopen", task, enter(renewed, "received", {}, at), at, "the issue was reopened");
}

function takeIn(before: WithoutIntent, issue: IssueContent, at: Moment): Ruling {
  const why = "the issue changed";
  const task = stay(before, { issue, inputRevision: before.inputRevision + 1 });
  switch (task.state) {
    case "received":
    case "triaged":
      return change("take in", before, task, at, why);
    case "drafted":
    case "awaiting_approval":
    case "approved": {
      if (task.redrafts >= MAX_REDRAFTS) return showDifference(before, task, at);
      const counted = stay(task, { redrafts: task.redrafts + 1 });
      const { triage, plan } = task;
      const quiet = after(at.now, QUIET_AFTER_EDIT);
      return change("redraft", before, enter(counted, "triaged", { triage, plan }, at, quiet), at, why);
    }
    case "parked":
      return change("take in", before, parkedOn(task), at, why);
  }
}

/**
 * No redraft is left: a person sees the draft beside what changed. The plan is sealed anew on the issue as it stands.
 * Under the old digest the look before posting would find the same difference again, and ask again, for ever.
 */
function showDifference(before: Task, task: TaskIn<"drafted" | "awaiting_approval" | "approved">, at: Moment): Ruling {
  const { triage } = task;
  const plan = sealPlan(task, { ...task.plan, revision: task.plan.revision + 1 });
  const draftedOn = (before.state === "awaiting_approval" && before.ask.draftedOn) || before.issue;
  const wanted = enter(task, "awaiting_approval", { triage, plan, ask: { ...newAsk(at), draftedOn } }, at);
  return change("show difference", before, wanted, at, "the issue changed again: a person compares");
}

/**
 * A parked task goes on, when it does, on the new input. Its decision is off at once: kept until then, an edit that was
 * taken back in between would let a decision post that had been invalid.
 */
function parkedOn(task: Exclude<TaskIn<"parked">, { parkedFrom: "posting" }>): Task {
  switch (task.parkedFrom) {
    case "received":
    case "triaged":
      return task;
    case "drafted":
    case "approved":
      return rest(task, "parked", { parkedFrom: "triaged", triage: task.triage, plan: task.plan });
  }
}
