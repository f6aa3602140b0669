import { asked, askedAgain } from "@frontdesk/shared/domain/advance";
import { isRefusal, type Moment, type Ruling, rest } from "@frontdesk/shared/domain/change";
import { approve, sendBack } from "@frontdesk/shared/domain/decide";
import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { type Plan, planDigest } from "@frontdesk/shared/domain/plan";
import { intend, lookedInVain, maySend } from "@frontdesk/shared/domain/post";
import { confirmAbsent, redrive, revive } from "@frontdesk/shared/domain/recover";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { type IssueContent, isMoving, type MovingTask, type Task, type TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { claim, isHeld } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { describe, expect, test } from "vitest";
import { moment } from "../contract/builders.ts";
import * as sample from "./sample-tasks.ts";

/**
 * Every "Why" of PROTOCOL.md: a story told twice. Under the rule as it is it ends well; under the rule that it replaced,
 * with all others as they are, it shows the trouble. Who finds a rule needlessly strict finds here what it is for.
 */

const { at, becomes, claimed, granted, time } = sample;
const EDITED: IssueContent = { ...sample.RECEIVED.issue, body: "edited" };

describe("why every change of state says when the task is due", () => {
  type Rule = (at: Moment) => Ruling;
  const LATER = at(HOUR, "grace");
  const lost = sample.PARKED_FROM_POSTING;
  const rules: Record<string, { from: Task; rule: Rule }> = {
    revive: { from: sample.REJECTED, rule: (now) => revive(sample.REJECTED, now) },
    reopen: {
      from: sample.CANCELLED,
      rule: (now) => onOutsideChange(sample.CANCELLED, { kind: "reopened", issue: EDITED }, now),
    },
    "send back": {
      from: sample.AWAITING,
      rule: (now) => sendBack(sample.AWAITING, sample.AWAITING.plan.digest, "shorter", now),
    },
    "I checked": { from: lost, rule: (now) => confirmAbsent(lost, lost.version, now) },
  };

  /** The announcement is lost. A sweep comes by every minute and asks the store what is due. How long until it is told? */
  function untilAnnounced(rule: Rule): number {
    const { task } = granted(rule(LATER));
    for (let minutes = 1; minutes <= (10 * DAY) / MINUTE; minutes++) {
      const now = after(LATER.now, minutes * MINUTE);
      const isDue = isMoving(task) && task.dueAt <= now;
      if (isDue && !isRefusal(sweepTask(task, moment(now)))) return minutes * MINUTE;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The rule as it was: it keeps what the task had, which is the ask's reminder, or nothing at all. */
  const forgetful = (from: Task, rule: Rule): Rule => {
    return (now) => {
      const { task, entry } = granted(rule(now));
      const { dueAt: _, ...forgotten } = task as MovingTask;
      return { task: { ...forgotten, ...(isMoving(from) && { dueAt: from.dueAt }) } as Task, entry };
    };
  };

  test.each(Object.entries(rules))("%s", (_, { from, rule }) => {
    expect(untilAnnounced(rule)).toBe(MINUTE);
    const slept = untilAnnounced(forgetful(from, rule));
    expect(slept).toBe(isMoving(from) ? DAY - HOUR : Number.POSITIVE_INFINITY);
  });
});

describe("why the difference is shown under a new digest", () => {
  /** Every look before posting finds what the digest doesn't know. How often does a person approve until it is posted? */
  function approvalsUntilPosting(show: (task: Task, issue: IssueContent) => TaskIn<"awaiting_approval">): number {
    let task = show({ ...sample.AWAITING, redrafts: 3 }, EDITED);
    for (let approvals = 1; approvals <= 20; approvals++) {
      const approved = becomes(approve(task, sample.approvalOf(task.id, task.plan), at()), "approved");
      const held = claimed(approved);
      if (!differs(held.plan, EDITED)) return approvals;
      task = becomes(asked(becomes(askedAgain(held, at(), "the issue differs"), "drafted"), at()), "awaiting_approval");
    }
    return Number.POSITIVE_INFINITY;
  }

  const differs = (plan: Plan, issue: IssueContent) => planDigest(sample.AWAITING.source, issue, plan) !== plan.digest;

  const now = (task: Task, issue: IssueContent) =>
    becomes(onOutsideChange(task, { kind: "content", issue }, at()), "awaiting_approval");
  const underTheOldDigest = (task: Task, issue: IssueContent) => ({ ...now(task, issue), plan: sample.AWAITING.plan });

  test("with the old one, approve and ask again went round for ever", () => {
    expect(approvalsUntilPosting(now)).toBe(1);
    expect(approvalsUntilPosting(underTheOldDigest)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("why an edit takes the decision off while the task is parked", () => {
  type Rule = (task: TaskIn<"parked">, issue: IssueContent) => TaskIn<"parked">;

  /** Edited while parked, and edited back before somebody redrives it. Where does it go on? */
  function afterEditAndBack(takeIn: Rule): Task {
    const parked = takeIn(takeIn(sample.PARKED_FROM_APPROVED, EDITED), sample.APPROVED.issue);
    const { task } = granted(redrive(parked, at(HOUR)));
    if (task.state !== "approved") return task;
    const held = claimed(task, HOUR);
    const isAsDecided = planDigest(held.source, sample.APPROVED.issue, held.plan) === held.decision.digest;
    return isAsDecided ? granted(intend(held, held, at(HOUR))).task : task;
  }

  const now: Rule = (task, issue) => becomes(onOutsideChange(task, { kind: "content", issue }, at()), "parked");
  const keepsTheDecision: Rule = (task, issue) => ({ ...task, issue, inputRevision: task.inputRevision + 1 });

  test("kept, it was invalid after the edit and posted all the same once the edit was taken back", () => {
    expect(afterEditAndBack(now)).toMatchObject({ state: "triaged", inputRevision: 2 });
    expect(afterEditAndBack(keepsTheDecision)).toMatchObject({ state: "posting", decision: sample.APPROVAL });
  });
});

describe("why only the last look parks, and a sender that slept doesn't send", () => {
  const RULES = { claim, confirmAbsent, maySend };
  type Rules = typeof RULES;
  type Story = { senderSleeps: number; visibleAfter: number };

  /**
   * One sender commits its intent at nine, sleeps, and sends if it may. GitHub shows the comment some time later.
   * Meanwhile workers look, and a person, who truly looks too, presses "not there" as soon as the button works. A second
   * sender then posts without delay. How many comments are there in the end?
   */
  function commentsIn({ senderSleeps, visibleAfter }: Story, rules: Rules): number {
    const { intent } = sample.SENDING;
    const comments: number[] = [];
    let task: Task = sample.SENDING;
    for (let now = 0; now <= 2 * HOUR; now += MINUTE / 6) {
      if (now === senderSleeps && rules.maySend(intent, time(now))) comments.push(now + visibleAfter);
      const isVisible = comments.some((visible) => visible <= now);
      task = looks(task, now, isVisible, rules);
      if (isVisible) continue;
      const pressed = rules.confirmAbsent(task, task.version, at(now));
      if (isRefusal(pressed)) continue;
      task = pressed.task;
      comments.push(now);
    }
    return comments.length;
  }

  /** A worker, if the rules let it work now: what it does with a task in posting. */
  function looks(task: Task, now: number, isVisible: boolean, rules: Rules): Task {
    const ruling = rules.claim(task, STAGES.post, at(now));
    if (isRefusal(ruling) || task.state !== "posting") return task;
    const held = ruling.task as typeof sample.SENDING & { lease: NonNullable<typeof sample.SENDING.lease> };
    if (isVisible || !isHeld(ruling.task, held)) return ruling.task;
    return granted(lookedInVain(held, held, time(now), at(now))).task;
  }

  /** As it was: who claims the task after the sender's lease parks it, and the button works at once. */
  const parksByTheClock: Rules = {
    ...RULES,
    claim: (task, wanted, now) => {
      const ruling = claim(task, wanted, now);
      if (isRefusal(ruling) || task.state !== "posting") return ruling;
      const { triage, plan, decision, intent } = task;
      return { ...ruling, task: rest(task, "parked", { parkedFrom: "posting", triage, plan, decision, intent }) };
    },
    confirmAbsent: (task, seen) => confirmAbsent(task, seen, at(HOUR)),
  };
  const sendsWheneverItWakes: Rules = { ...RULES, maySend: () => true };

  const accepted = { senderSleeps: 0, visibleAfter: 10 * MINUTE };
  const overslept = { senderSleeps: HOUR, visibleAfter: 0 };

  test("a comment that GitHub shows late was posted twice when tasks were parked by the clock", () => {
    expect(commentsIn(accepted, RULES)).toBe(1);
    expect(commentsIn(accepted, parksByTheClock)).toBe(2);
  });

  test("a sender that slept past its lease posted a second comment when it woke", () => {
    expect(commentsIn(overslept, RULES)).toBe(1);
    expect(commentsIn(overslept, sendsWheneverItWakes)).toBe(2);
  });
});
