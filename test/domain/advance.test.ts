import { approvedByPolicy, asked, askedAgain, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { marked } from "@frontdesk/shared/domain/marker";
import { planDigest } from "@frontdesk/shared/domain/plan";
import { receive } from "@frontdesk/shared/domain/receive";
import { expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";
import * as sample from "./sample-tasks.ts";

const { at, becomes, reasonOf, time } = sample;
const LATER = at(HOUR);

test("create makes a received task, announced at once and looked at again a minute later", () => {
  const wanted = newTask({ comment: 42, author: "ada" });
  const { task, entry } = receive(wanted, LATER);
  expect(task).toMatchObject({ ...wanted, state: "received", version: 1, inputRevision: 0, redrafts: 0 });
  expect(task).toMatchObject({ dueAt: time(HOUR + MINUTE), createdAt: LATER.now, why: "commented on by ada" });
  expect(entry).toMatchObject({ transition: "create", from: "none", to: "received", version: 1 });
});

test("triage done: the verdict is kept", () => {
  const task = becomes(triaged(sample.RECEIVED, sample.TRIAGE, LATER), "triaged");
  expect(task).toMatchObject({ triage: sample.TRIAGE, why: "bug: crashes on start" });
  expect(task.plan).toBeUndefined();
});

/** The draft as it is posted: one that our own look can find. */
const MARKED = { ...sample.DRAFT, body: marked(sample.TRIAGED.id, sample.DRAFT.body) };

test("respond done: the first plan, sealed on the issue as it stands and on the input it was made from", () => {
  const { plan, source, issue } = becomes(
    drafted({ ...sample.TRIAGED, inputRevision: 4 }, sample.DRAFT, LATER),
    "drafted",
  );
  expect(plan).toMatchObject({ ...MARKED, revision: 1, fromInput: 4 });
  expect(plan.digest).toBe(planDigest(source, issue, plan));
});

test("respond done again: the revision rises, so the same words have another digest", () => {
  const { plan } = becomes(drafted({ ...sample.TRIAGED, plan: sample.DRAFTED.plan }, sample.DRAFT, LATER), "drafted");
  expect(plan).toMatchObject({ ...MARKED, revision: 2 });
  expect(plan.digest).not.toBe(sample.DRAFTED.plan.digest);
});

test("ask done: a person has seven days, and is reminded after one", () => {
  const task = becomes(asked(sample.DRAFTED, LATER), "awaiting_approval");
  expect(task.ask).toEqual({ askedAt: LATER.now, deadline: time(HOUR + 7 * DAY), nextReminder: time(HOUR + DAY) });
  expect(task.dueAt).toEqual(time(HOUR + DAY));
});

test("ask done, the policy asks for nobody: approved by a decision on this very plan", () => {
  const decision = sample.approvalOf(sample.DRAFTED.id, sample.DRAFTED.plan, "policy");
  expect(becomes(approvedByPolicy(sample.DRAFTED, decision, LATER), "approved").decision).toEqual(decision);
});

test("a policy's decision on another plan is refused", () => {
  const decision = { ...sample.APPROVAL, digest: "of another" };
  expect(reasonOf(approvedByPolicy(sample.DRAFTED, decision, LATER))).toBe("stale");
});

test("the policy says otherwise before posting: asked again, the decision off, the plan as it was", () => {
  const task = becomes(askedAgain(sample.APPROVED, LATER, "now needs a person"), "drafted");
  expect(task).toMatchObject({ plan: sample.APPROVED.plan, why: "now needs a person" });
  expect(task).not.toHaveProperty("decision");
});
