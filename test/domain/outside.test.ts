import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { type OutsideFact, onOutsideChange } from "@frontdesk/shared/domain/outside";
import { planDigest } from "@frontdesk/shared/domain/plan";
import { refused } from "@frontdesk/shared/domain/post";
import type { IssueContent } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, reasonOf, time } = sample;
const LATER = at(HOUR, "desk");
const ISSUE = sample.RECEIVED.issue;
const EDITED: IssueContent = { ...ISSUE, body: "edited" };
const REOPENED: OutsideFact = { kind: "reopened", issue: EDITED };

const WITHOUT_INTENT = [
  sample.RECEIVED,
  sample.TRIAGED,
  sample.DRAFTED,
  sample.AWAITING,
  sample.APPROVED,
  ...sample.PARKED,
];
const WITH_INTENT = [sample.SENDING, sample.POSTING, sample.PARKED_FROM_POSTING];

const HOWS = ["closed", "deleted", "locked", "transferred", "archived", "uninstalled"] as const;
const endings: [OutsideFact, string][] = [
  ...HOWS.map((how): [OutsideFact, string] => [{ kind: "gone", how }, how]),
  [{ kind: "answered", by: "linus", issue: sample.RECEIVED.issue }, "people are talking: answered by linus"],
];

describe.each(endings)("%o", (fact, cancelledBy) => {
  test.each(WITHOUT_INTENT)("cancels a task that is $state, and keeps what it had to be read", (task) => {
    const cancelled = becomes(onOutsideChange(task, fact, LATER), "cancelled");
    expect(cancelled).toMatchObject({ cancelledBy, why: cancelledBy });
    expect(hadOf(cancelled)).toEqual(hadOf(task));
  });

  test("cancels a task while somebody works on it", () => {
    expect(onOutsideChange(claimed(sample.TRIAGED), fact, LATER)).toMatchObject({ task: { state: "cancelled" } });
  });
});

const facts: [OutsideFact][] = [
  ...endings.map(([fact]): [OutsideFact] => [fact]),
  [{ kind: "content", issue: EDITED }],
];
describe.each(facts)("%o", (fact) => {
  test.each(WITH_INTENT)("is only noted where the comment may be there already: $state", (task) => {
    const noted = granted(onOutsideChange(task, fact, LATER));
    expect(noted.entry.transition).toBe("note");
    expect({ ...noted.task, why: task.why }).toEqual({ ...task, version: task.version + 1, updatedAt: LATER.now });
  });

  test.each(sample.ENDED)("is nothing to a task that is $state", (task) => {
    expect(reasonOf(onOutsideChange(task, fact, LATER))).toBe("state");
  });
});

describe("an edit, or more from the reporter,", () => {
  const edits: [string, IssueContent][] = [
    ["title", { ...ISSUE, title: "edited" }],
    ["body", EDITED],
    ["state", { ...ISSUE, state: "closed" }],
    ["comments", { ...ISSUE, lastHumanCommentId: 18 }],
  ];
  const SAID = { ...ISSUE, lastHumanCommentHash: "what it said" };

  test("is a difference of what the newest comment says, but not where one of the two isn't known", () => {
    const compared = (before: IssueContent, issue: IssueContent) =>
      reasonOf(onOutsideChange({ ...sample.AWAITING, issue: before }, { kind: "content", issue }, LATER));
    expect(compared(SAID, { ...SAID, lastHumanCommentHash: "what it says now" })).toBe("none");
    for (const [before, issue] of [
      [SAID, SAID],
      [ISSUE, SAID],
      [SAID, ISSUE],
    ] as const)
      expect(compared(before, issue)).toBe("unchanged");
  });

  test.each(edits)("is a difference of %s", (_, issue) => {
    expect(reasonOf(onOutsideChange(sample.TRIAGED, { kind: "content", issue }, LATER))).toBe("none");
  });

  test.each([...WITHOUT_INTENT, ...WITH_INTENT])("is nothing where the content is the same: $state", (task) => {
    expect(reasonOf(onOutsideChange(task, { kind: "content", issue: { ...ISSUE } }, LATER))).toBe("unchanged");
  });

  test.each([sample.RECEIVED, sample.TRIAGED, claimed(sample.TRIAGED)])(
    "is taken in by a task that is $state",
    (task) => {
      const { task: edited } = granted(edit(task));
      expect(edited).toEqual({
        ...{ ...task, issue: EDITED, inputRevision: 1, why: "the issue changed" },
        ...{ version: task.version + 1, updatedAt: LATER.now },
      });
    },
  );

  test.each([sample.DRAFTED, sample.AWAITING, sample.APPROVED])(
    "has a task that is $state drafted again two minutes later, without its decision",
    (task) => {
      const again = becomes(edit({ ...task, redrafts: 2 }), "triaged");
      expect(again).toMatchObject({ issue: EDITED, inputRevision: 1, redrafts: 3, plan: task.plan });
      expect(again).toMatchObject({ notBefore: time(HOUR + 2 * MINUTE), dueAt: time(HOUR + 2 * MINUTE) });
      expect(again).not.toHaveProperty("decision");
    },
  );

  test.each([sample.DRAFTED, sample.AWAITING, sample.APPROVED])(
    "after three redrafts shows a person the difference, when $state: a new plan on the issue as it stands",
    (task) => {
      const shown = becomes(edit({ ...task, redrafts: 3 }), "awaiting_approval");
      const { plan, ask } = shown;
      expect(plan).toMatchObject({ body: task.plan.body, labels: task.plan.labels, revision: task.plan.revision + 1 });
      expect(plan.digest).toBe(planDigest(task.source, EDITED, plan));
      expect(ask).toEqual({
        ...{ askedAt: LATER.now, deadline: time(HOUR + 7 * DAY), nextReminder: time(HOUR + DAY) },
        draftedOn: ISSUE,
      });
      expect(shown).toMatchObject({ issue: EDITED, inputRevision: 1, redrafts: 3 });
      expect(shown).not.toHaveProperty("decision");
    },
  );

  test("shown twice, the difference is still to what the draft was made from", () => {
    const once = becomes(edit({ ...sample.AWAITING, redrafts: 3 }), "awaiting_approval");
    const issue = { ...EDITED, title: "edited, too" };
    const twice = becomes(onOutsideChange(once, { kind: "content", issue }, at(2 * HOUR)), "awaiting_approval");
    expect(twice).toMatchObject({ ask: { draftedOn: ISSUE, askedAt: time(2 * HOUR) }, plan: { revision: 3 } });
  });

  test.each([0, 3])(
    "while parked takes the decision off at once, and goes on from triaged (redrafts %i)",
    (redrafts) => {
      for (const task of [sample.PARKED_FROM_DRAFTED, sample.PARKED_FROM_APPROVED]) {
        const edited = becomes(edit({ ...task, redrafts }), "parked");
        expect(edited).toMatchObject({ parkedFrom: "triaged", issue: EDITED, inputRevision: 1, redrafts });
        expect(edited).toMatchObject({ plan: sample.DRAFTED.plan });
        expect(edited).not.toHaveProperty("decision");
      }
    },
  );

  test.each([sample.PARKED_FROM_RECEIVED, sample.PARKED_FROM_TRIAGED])(
    "while parked from $parkedFrom is taken in",
    (task) => {
      expect(becomes(edit(task), "parked")).toMatchObject({
        parkedFrom: task.parkedFrom,
        issue: EDITED,
        inputRevision: 1,
      });
    },
  );

  function edit(task: Parameters<typeof onOutsideChange>[0]) {
    return onOutsideChange(task, { kind: "content", issue: EDITED }, LATER);
  }
});

describe("reopened", () => {
  const cancelledAtLast = refused(sample.SENDING, sample.SENDING.intent, { kind: "gone", how: "closed" }, LATER);

  test.each([sample.CANCELLED, becomes(cancelledAtLast, "cancelled")])("begins anew what closing cancelled", (task) => {
    const again = becomes(onOutsideChange({ ...task, redrafts: 3 }, REOPENED, LATER), "received");
    expect(again).toMatchObject({ issue: EDITED, inputRevision: 1, redrafts: 0 });
    for (const off of ["plan", "decision", "cancelledBy"]) expect(again).not.toHaveProperty(off);
  });

  test.each(endings.filter(([, how]) => how !== "closed"))("is nothing to what was cancelled by %o", (fact) => {
    const cancelled = becomes(onOutsideChange(sample.DRAFTED, fact, LATER), "cancelled");
    expect(reasonOf(onOutsideChange(cancelled, REOPENED, LATER))).toBe("state");
  });

  const others = sample.EVERY_TASK.filter((task) => task !== sample.CANCELLED);
  test.each(others)("is nothing to a task that is $state", (task) => {
    expect(reasonOf(onOutsideChange(task, REOPENED, LATER))).toBe("state");
  });
});

function hadOf(task: object) {
  const { triage, plan, decision } = task as Partial<typeof sample.APPROVED>;
  return { triage, plan, decision };
}
