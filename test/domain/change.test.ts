import { approvedByPolicy, asked, askedAgain, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { type Change, change, type Ruling } from "@frontdesk/shared/domain/change";
import { approve, approveWithEdit, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { IllegalTransition } from "@frontdesk/shared/domain/errors";
import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { type OutsideFact, onOutsideChange } from "@frontdesk/shared/domain/outside";
import { sealPlan } from "@frontdesk/shared/domain/plan";
import { foundPosted, lookedInVain, posted, refused } from "@frontdesk/shared/domain/post";
import { confirmAbsent, confirmPosted, redrive, revive } from "@frontdesk/shared/domain/recover";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { isMoving, MOVING, type MovingTask, RESTING, type Task, taskSchema } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { claim, park, skip } from "@frontdesk/shared/domain/work";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

/** Long after nine, so that nothing is right by having been left as it was. */
const LATER = sample.at(5 * HOUR, "grace");
const CONTENT: OutsideFact = { kind: "content", issue: { ...sample.RECEIVED.issue, body: "edited" } };
const EDITED = sealPlan(sample.AWAITING, { ...sample.AWAITING.plan, revision: 2 });
const EDIT_APPROVAL = sample.approvalOf(sample.AWAITING.id, EDITED);

/** Claimed, tried and announced: whatever enters a state from here has something to forget. */
function worn<T extends MovingTask>(task: T) {
  const timing = { attempts: 4, announcements: 3, notBefore: sample.time(HOUR), dueAt: sample.time(HOUR) };
  const lease = { step: "post" as const, token: task.version, until: after(LATER.now, MINUTE) };
  return { ...task, ...timing, lease };
}

const received = worn(sample.RECEIVED);
const inTriage = worn(sample.TRIAGED);
const inAsk = worn(sample.DRAFTED);
const approved = worn(sample.APPROVED);
const sending = worn(sample.SENDING);
const lookedUp = sample.time(sample.LAST_LOOK);

const entering: Record<string, () => Ruling> = {
  triage: () => triaged(received, sample.TRIAGE, LATER),
  draft: () => drafted(inTriage, sample.DRAFT, LATER),
  ask: () => asked(inAsk, LATER),
  "approve automatically": () => approvedByPolicy(inAsk, sample.APPROVAL, LATER),
  "ask again": () => askedAgain(approved, LATER, "policy"),
  approve: () => approve(worn(sample.AWAITING), sample.APPROVAL, LATER),
  "approve with edit": () =>
    approveWithEdit(worn(sample.AWAITING), sample.AWAITING.plan.digest, EDITED, EDIT_APPROVAL, LATER),
  "send back": () => sendBack(worn(sample.AWAITING), sample.AWAITING.plan.digest, "shorter", LATER),
  "refused: token": () => refused(sending, sending.intent, { kind: "token" }, LATER),
  "refused: limit": () => refused(sending, sending.intent, { kind: "limit", until: after(LATER.now, HOUR) }, LATER),
  redraft: () => onOutsideChange(approved, CONTENT, LATER),
  "show difference": () => onOutsideChange({ ...worn(sample.AWAITING), redrafts: 3 }, CONTENT, LATER),
  "redrive received": () => redrive(sample.PARKED_FROM_RECEIVED, LATER),
  "redrive triaged": () => redrive(sample.PARKED_FROM_TRIAGED, LATER),
  "redrive drafted": () => redrive(sample.PARKED_FROM_DRAFTED, LATER),
  "redrive approved": () => redrive(sample.PARKED_FROM_APPROVED, LATER),
  "redrive posting": () => redrive(sample.PARKED_FROM_POSTING, LATER),
  "confirm absent": () => confirmAbsent(sample.PARKED_FROM_POSTING, sample.PARKED_FROM_POSTING.version, LATER),
  "revive skipped": () => revive(sample.SKIPPED, LATER),
  "revive rejected": () => revive(sample.REJECTED, LATER),
  "revive expired": () => revive(sample.EXPIRED, LATER),
  "revive cancelled": () => revive(sample.CANCELLED, LATER),
  reopen: () => onOutsideChange(sample.CANCELLED, { kind: "reopened", issue: sample.RECEIVED.issue }, LATER),
};

const resting: Record<string, () => Ruling> = {
  exhaust: () => claim({ ...sample.RECEIVED, attempts: 5 }, { step: "triage", states: ["received"], lease: 1 }, LATER),
  park: () => park(approved, approved, LATER, "hopeless"),
  skip: () => skip(received, LATER, "spam"),
  reject: () =>
    reject(worn(sample.AWAITING), sample.rejectionOf(sample.AWAITING.id, sample.AWAITING.plan), LATER, "no"),
  posted: () => posted(sending, sending.intent, sample.COMMENT, LATER),
  "found posted": () => foundPosted(approved, sample.COMMENT, LATER),
  "refused: gone": () => refused(sending, sending.intent, { kind: "gone", how: "locked" }, LATER),
  "refused: invalid": () => refused(sending, sending.intent, { kind: "invalid", why: "422" }, LATER),
  "give up looking": () => lookedInVain(sending, sending, lookedUp, LATER),
  expire: () => sweepTask(sample.AWAITING, sample.at(8 * 24 * HOUR)),
  cancel: () => onOutsideChange(approved, { kind: "gone", how: "closed" }, LATER),
  "confirm posted": () => confirmPosted(sample.PARKED_FROM_POSTING, sample.COMMENT, LATER),
};

describe("every change of state, whatever causes it,", () => {
  test.each(Object.entries(entering))("begins anew and is due: %s", (_, ruling) => {
    const { task } = sample.granted(ruling());
    expect(isMoving(task) && timingOf(task)).toEqual(fresh(task));
  });

  test.each(Object.entries(resting))("leaves nothing due if it rests: %s", (_, ruling) => {
    const { task } = sample.granted(ruling());
    expect(RESTING).toContain(task.state);
    for (const left of ["dueAt", "lease", "attempts", "announcements", "notBefore"])
      expect(task).not.toHaveProperty(left);
  });
});

test("a change raises the version by one and says who did what when and why, in the task and in the history", () => {
  const { task, entry }: Change = sample.granted(skip(sample.RECEIVED, LATER, "spam"));
  expect(task).toMatchObject({ version: 2, why: "spam", updatedAt: LATER.now, createdAt: sample.time(0) });
  expect(entry).toEqual({
    ...{ version: 2, at: LATER.now, transition: "skip", from: "received", to: "skipped" },
    ...{ by: "grace", why: "spam" },
  });
});

test("a change that stands in no row of the table is a bug, and nothing comes of it", () => {
  expect(() => change("approve", sample.DRAFTED, sample.APPROVED, LATER, "")).toThrow(IllegalTransition);
  expect(() => change("claim", sample.RECEIVED, sample.TRIAGED, LATER, "")).toThrow(IllegalTransition);
});

test("a task that rests keeps the reason why, whatever is noted meanwhile", () => {
  const { task, entry } = sample.granted(onOutsideChange(sample.PARKED_FROM_TRIAGED, CONTENT, LATER));
  expect(task.why).toBe("hopeless");
  expect(entry.why).toBe("the issue changed");
});

test.each(sample.EVERY_TASK)("a task that is $state is read back from JSON as it was", (task) => {
  expect(taskSchema.parse(task)).toEqual(task);
  expect(taskSchema.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
});

test("the samples are in every state there is", () => {
  expect(new Set(sample.EVERY_TASK.map((task) => task.state))).toEqual(new Set([...MOVING, ...RESTING]));
});

function timingOf({ dueAt, attempts, announcements, lease, notBefore }: MovingTask) {
  return { dueAt, attempts, announcements, lease, notBefore };
}

function fresh(task: Task) {
  const notBefore = isMoving(task) ? task.notBefore : undefined;
  const soonest = notBefore ?? after(LATER.now, MINUTE);
  const dueAt = task.state === "awaiting_approval" ? after(LATER.now, 24 * HOUR) : soonest;
  return { dueAt, attempts: 0, announcements: 0, lease: undefined, notBefore };
}
