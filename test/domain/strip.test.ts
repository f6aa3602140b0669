import { LONGEST_BODY, LONGEST_REASON, LONGEST_TITLE } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { planDigest, sealPlan } from "@frontdesk/shared/domain/plan";
import { receive } from "@frontdesk/shared/domain/receive";
import { revive } from "@frontdesk/shared/domain/recover";
import { strip } from "@frontdesk/shared/domain/strip";
import { cut, cutContent } from "@frontdesk/shared/domain/texts";
import { describe, expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";
import * as sample from "./sample-tasks.ts";

const AT = sample.at(0, "cleaner");

describe("strip", () => {
  test.each(sample.ENDED)("takes the texts off a task that is $state, and leaves how it ended", (ended) => {
    const { task } = sample.granted(strip(ended, AT));
    expect(task).toMatchObject({ state: ended.state, why: ended.why, id: ended.id, source: ended.source });
    expect(task.issue).toEqual({ ...ended.issue, body: "" });
    expect(JSON.stringify(task)).not.toContain(JSON.stringify(ended.issue.body).slice(1, -1));
    expect("plan" in task && task.plan?.body).toBeFalsy();
    expect(sample.reasonOf(strip(task, AT))).toBe("state");
  });

  test("what has been stripped can't be revived: there is nothing left to work on", () => {
    const { task } = sample.granted(strip(sample.SKIPPED, AT));
    expect(sample.reasonOf(revive(task, AT))).toBe("state");
  });

  test.each([...sample.WORKED, sample.AWAITING, ...sample.PARKED])("is refused on a task that is $state", (task) => {
    expect(sample.reasonOf(strip(task, AT))).toBe("state");
  });
});

describe("texts of any length", () => {
  const endless = "🐛".repeat(100_000);
  const huge = { ...newTask().issue, title: endless, body: endless };

  test("are cut when a task is made, and say so", () => {
    const { task } = receive({ ...newTask(), issue: huge }, AT);
    expect(task.issue.title.length).toBeLessThanOrEqual(LONGEST_TITLE);
    expect(task.issue.body.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(task.issue.body).toContain("cut: it has 200000 characters");
    expect(task.issue.body.isWellFormed()).toBe(true);
  });

  test("the same text, cut or not, is no change and has the same digest", () => {
    const { task } = receive({ ...newTask(), issue: huge }, AT);
    expect(sample.reasonOf(onOutsideChange(task, { kind: "content", issue: huge }, AT))).toBe("unchanged");
    const plan = { revision: 1, labels: [], body: "Hello", fromInput: 0 };
    expect(planDigest(task.source, huge, plan)).toBe(planDigest(task.source, task.issue, plan));
  });

  test("half a surrogate pair is replaced on the way in, for not every store would keep it", () => {
    const { task } = receive({ ...newTask(), issue: { ...newTask().issue, title: "half a \ud83d bug" } }, AT);
    expect(task.issue.title).toBe("half a \ufffd bug");
    expect(sealPlan(task, { revision: 1, labels: [], body: "\udc1b", fromInput: 0 }).body.isWellFormed()).toBe(true);
  });

  test("cutting twice is cutting once", () => {
    expect(cutContent(cutContent(huge))).toEqual(cutContent(huge));
    expect(cut("short", 5)).toBe("short");
  });

  test("a reason is cut in the task and in its history", () => {
    const { task, entry } = sample.granted(
      onOutsideChange(sample.RECEIVED, { kind: "answered", by: "linus", issue: sample.RECEIVED.issue }, AT),
    );
    expect(entry.why).toBe(task.why);
    const { why } = receive({ ...newTask(), source: { ...newTask().source, author: endless } }, AT).entry;
    expect(why.length).toBeLessThanOrEqual(LONGEST_REASON);
  });
});
