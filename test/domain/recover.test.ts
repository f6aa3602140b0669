import { HOUR } from "@frontdesk/shared/domain/limits";
import { confirmAbsent, confirmPosted, redrive, revive } from "@frontdesk/shared/domain/recover";
import type { Task } from "@frontdesk/shared/domain/task";
import { claim, park } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, LAST_LOOK, reasonOf } = sample;
const LATER = at(HOUR, "grace");
const LOST = sample.PARKED_FROM_POSTING;
const notLost = [...sample.EVERY_TASK.filter((task) => task !== LOST)];

describe("redrive", () => {
  test.each(sample.PARKED)("goes on from $parkedFrom, with all it had", (parked) => {
    const { task } = granted(redrive(parked, LATER));
    expect(task.state).toBe(parked.parkedFrom);
    expect(granted(park(claimed(task, HOUR), claimed(task, HOUR), LATER, "hopeless")).task).toEqual({
      ...parked,
      ...{ version: task.version + 2, updatedAt: LATER.now },
    });
  });

  test("from posting only looks: the intent stands, and who claims it may not post", () => {
    const task = becomes(redrive(LOST, LATER), "posting");
    expect(task).toMatchObject({ intent: "intent" in LOST && LOST.intent, decision: sample.APPROVAL });
    expect(becomes(claim(task, STAGES.post, LATER), "posting").intent).toEqual(task.intent);
  });

  test.each([...sample.WORKED, sample.AWAITING, ...sample.ENDED])("is refused on a task that is $state", (task) => {
    expect(reasonOf(redrive(task, LATER))).toBe("state");
  });
});

describe("I checked, it is not there", () => {
  test("takes the intent off and keeps the decision", () => {
    const task = becomes(confirmAbsent(LOST, LOST.version, LATER), "approved");
    expect(task).toMatchObject({ decision: sample.APPROVAL, plan: sample.APPROVED.plan });
    expect(task).not.toHaveProperty("intent");
  });

  test("is not believed before the last look was allowed", () => {
    expect(reasonOf(confirmAbsent(LOST, LOST.version, at(LAST_LOOK - 1)))).toBe("early");
    expect(reasonOf(confirmAbsent(LOST, LOST.version, at(LAST_LOOK)))).toBe("none");
  });

  test("is refused if the task has changed since the person looked", () => {
    expect(reasonOf(confirmAbsent(LOST, LOST.version - 1, LATER))).toBe("stale");
  });

  test.each(notLost)("is refused on any other task: $state", (task: Task) => {
    expect(reasonOf(confirmAbsent(task, task.version, LATER))).toBe("state");
  });
});

describe("it is there", () => {
  test("ends the task with the comment's address", () => {
    const task = becomes(confirmPosted(LOST, sample.COMMENT, LATER), "posted");
    expect(task).toMatchObject({ comment: sample.COMMENT, decision: sample.APPROVAL });
    expect(task).not.toHaveProperty("intent");
  });

  test.each(notLost)("is refused on any other task: $state", (task: Task) => {
    expect(reasonOf(confirmPosted(task, sample.COMMENT, LATER))).toBe("state");
  });
});

describe("revive", () => {
  test.each([sample.SKIPPED, sample.REJECTED, sample.EXPIRED, sample.CANCELLED])(
    "begins a task anew that is $state: new input, no decision, no plan",
    (ended) => {
      const task = becomes(revive({ ...ended, redrafts: 3 }, LATER), "received");
      expect(task).toMatchObject({ inputRevision: ended.inputRevision + 1, redrafts: 0, issue: ended.issue });
      for (const off of ["decision", "plan", "triage"]) expect(task).not.toHaveProperty(off);
    },
  );

  test.each([...sample.WORKED, sample.AWAITING, ...sample.PARKED, LOST, sample.POSTED])(
    "is refused on a task that is $state",
    (task) => expect(reasonOf(revive(task, LATER))).toBe("state"),
  );
});
