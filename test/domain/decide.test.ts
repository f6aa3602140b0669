import { approve, approveWithEdit, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { sealPlan } from "@frontdesk/shared/domain/plan";
import type { Task } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, reasonOf } = sample;
const SOON = at(MINUTE, "grace");
const { id, issue, plan } = sample.AWAITING;
const ASKED = { ...sample.AWAITING, redrafts: 2 };
const EDITED = sealPlan(sample.AWAITING, { ...plan, body: "Which version?", revision: 2 });
const EDIT_APPROVAL = sample.approvalOf(id, EDITED);
const REJECTION = sample.rejectionOf(id, plan);

/** Each thing that a person can say, having seen the plan with this digest. */
const sayings = {
  approve: (task: Task, seen: string, when = SOON) => approve(task, { ...sample.APPROVAL, digest: seen }, when),
  "approve with edit": (task: Task, seen: string, when = SOON) =>
    approveWithEdit(task, seen, EDITED, EDIT_APPROVAL, when),
  reject: (task: Task, seen: string, when = SOON) => reject(task, { ...REJECTION, digest: seen }, when, "rude"),
  "send back": (task: Task, seen: string, when = SOON) => sendBack(task, seen, "shorter", when),
};

describe.each(Object.entries(sayings))("%s", (_, say) => {
  test("is heard in the last moment before the deadline", () => {
    expect(reasonOf(say(ASKED, plan.digest, at(7 * DAY - 1)))).toBe("none");
  });

  test("is too late from the deadline on", () => {
    expect(reasonOf(say(ASKED, plan.digest, at(7 * DAY)))).toBe("late");
  });

  test("is refused on any other digest than the plan's", () => {
    expect(reasonOf(say(ASKED, EDITED.digest))).toBe("stale");
  });

  const elsewhere = sample.EVERY_TASK.filter((task) => task.state !== "awaiting_approval");
  test.each(elsewhere)("is refused on a task that is $state", (task) => {
    expect(reasonOf(say(task, plan.digest))).toBe("state");
  });

  test("has one winner: what comes second is refused, and told who won", () => {
    const won = becomes(approve(ASKED, sample.APPROVAL, SOON), "approved");
    expect(say(won, plan.digest)).toMatchObject({
      because: "state",
      why: expect.stringContaining("approved by grace"),
    });
  });
});

test("approve keeps the plan and the decision, and starts the count of redrafts anew", () => {
  const task = becomes(approve(ASKED, sample.APPROVAL, SOON), "approved");
  expect(task).toMatchObject({ plan, decision: sample.APPROVAL, redrafts: 0 });
});

test("approve with edit has the edited plan, and the decision on its digest", () => {
  const task = becomes(approveWithEdit(ASKED, plan.digest, EDITED, EDIT_APPROVAL, SOON), "approved");
  expect(task).toMatchObject({ plan: EDITED, decision: EDIT_APPROVAL, redrafts: 0 });
  expect(task.plan.revision).toBe(plan.revision + 1);
});

const skipped = sealPlan(sample.AWAITING, { ...EDITED, revision: 3 });
const unsealed = { ...EDITED, body: "other words under the same digest" };
const elsewhere = sealPlan({ ...sample.AWAITING, issue: { ...issue, title: "as it never stood" } }, EDITED);
test.each([
  ["the decision is on the draft before the edit", EDITED, sample.APPROVAL],
  ["a revision is left out", skipped, sample.approvalOf(id, skipped)],
  ["the digest is not that of the words", unsealed, EDIT_APPROVAL],
  ["it is sealed on another content of the issue", elsewhere, sample.approvalOf(id, elsewhere)],
])("approve with edit is refused if %s", (_, edited, decision) => {
  expect(reasonOf(approveWithEdit(ASKED, plan.digest, edited, decision, SOON))).toBe("stale");
});

test("reject keeps decision, plan and reason to be read", () => {
  const task = becomes(reject(ASKED, REJECTION, SOON, "rude"), "rejected");
  expect(task).toMatchObject({ plan, decision: REJECTION, why: "rejected by grace: rude" });
});

test("send back has the plan drafted again on a new input, with what the person wants", () => {
  const task = becomes(sendBack(ASKED, plan.digest, "shorter", SOON), "triaged");
  expect(task).toMatchObject({ plan, inputRevision: ASKED.inputRevision + 1, redrafts: 0 });
  expect(task.guidance).toEqual({ text: "shorter", by: "grace", at: SOON.now });
});
