import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { foundPosted, intend, lookedInVain, maySend, posted, refused, unknown } from "@frontdesk/shared/domain/post";
import { confirmAbsent } from "@frontdesk/shared/domain/recover";
import type { Task } from "@frontdesk/shared/domain/task";
import { release } from "@frontdesk/shared/domain/work";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, LAST_LOOK, reasonOf, time } = sample;
/** Claimed at nine: the lease is until 9:02, and it is due half a minute after. */
const HELD = claimed(sample.APPROVED);
const { intent } = sample.SENDING;
const SOON = at(5 * SECOND);

describe("intend", () => {
  test("notes the plan and the time, and alone of all changes of state keeps the lease and dueAt", () => {
    const task = becomes(intend(HELD, HELD, SOON), "posting");
    const { digest } = HELD.plan;
    expect(task.intent).toEqual({ digest, at: SOON.now, leaseUntil: time(2 * MINUTE), looks: 0 });
    expect(task).toMatchObject({ lease: HELD.lease, dueAt: time(150 * SECOND), attempts: 0, announcements: 0 });
    expect(task).toMatchObject({ plan: HELD.plan, decision: HELD.decision });
  });

  test("needs twenty seconds of the lease", () => {
    expect(reasonOf(intend(HELD, HELD, at(100 * SECOND)))).toBe("none");
    expect(reasonOf(intend(HELD, HELD, at(100 * SECOND + 1)))).toBe("late");
  });

  const moved: Record<string, Task> = {
    "somebody else holds the task": claimed(HELD, HOUR),
    "nobody holds it": granted(release(HELD, SOON)).task,
    "it is posting already": sample.SENDING,
    "it went back": sample.TRIAGED,
  };
  test.each(Object.entries(moved))("is refused if %s", (_, task) => {
    expect(reasonOf(intend(task, HELD, SOON))).toBe("lost");
  });

  test("is refused where only labels are planned: there is no comment to post", () => {
    const plan = { ...HELD.plan, body: "" };
    expect(reasonOf(intend({ ...HELD, plan }, HELD, SOON))).toBe("unfit");
  });

  test("is refused if the input moved", () => {
    expect(reasonOf(intend({ ...HELD, inputRevision: 1 }, HELD, SOON))).toBe("stale");
  });
});

test("nothing is sent unless ten seconds of the lease are left", () => {
  expect(maySend(intent, time(110 * SECOND))).toBe(true);
  expect(maySend(intent, time(110 * SECOND + 1))).toBe(false);
});

describe("posted", () => {
  test("needs no lease, only this intent", () => {
    const task = becomes(posted(claimed(sample.SENDING, HOUR), intent, sample.COMMENT, at(HOUR)), "posted");
    expect(task).toMatchObject({ comment: sample.COMMENT, plan: HELD.plan, decision: HELD.decision });
    expect(task).not.toHaveProperty("intent");
  });

  test("a comment found before anything was sent ends the task, too", () => {
    expect(becomes(foundPosted(sample.APPROVED, sample.COMMENT, SOON), "posted").comment).toEqual(sample.COMMENT);
  });
});

const again = becomes(
  confirmAbsent(sample.PARKED_FROM_POSTING, sample.PARKED_FROM_POSTING.version, at(HOUR)),
  "approved",
);
const sentAgain = becomes(intend(claimed(again, HOUR), claimed(again, HOUR), at(HOUR)), "posting");
const otherwise: [string, Task][] = [
  ["a later intent on the same plan is under way", sentAgain],
  ["another plan is being posted", { ...sample.SENDING, intent: { ...intent, digest: "of another" } }],
  ["it was refused", becomes(refused(sample.SENDING, intent, { kind: "token" }, SOON), "approved")],
  ["a person has to look", sample.PARKED_FROM_POSTING],
  ["it is posted", sample.POSTED],
];
test.each(otherwise)("what became of an intent changes nothing when %s", (_, task) => {
  expect(reasonOf(posted(task, intent, sample.COMMENT, SOON))).toBe("lost");
  expect(reasonOf(refused(task, intent, { kind: "token" }, SOON))).toBe("lost");
  expect(reasonOf(unknown(task, intent, SOON, "timeout"))).toBe("lost");
});

describe("refused for certain", () => {
  const why = "422: body is too long";
  test.each([
    [
      "limit",
      { kind: "limit" as const, until: time(HOUR) },
      { state: "approved", notBefore: time(HOUR), dueAt: time(HOUR) },
    ],
    ["token", { kind: "token" as const }, { state: "approved", dueAt: time(65 * SECOND) }],
    ["gone", { kind: "gone" as const, how: "locked" as const }, { state: "cancelled", cancelledBy: "locked" }],
    ["invalid", { kind: "invalid" as const, why }, { state: "parked", parkedFrom: "approved", why }],
  ])("by %s: the intent is off, the decision kept", (_, refusal, wanted) => {
    const { task } = granted(refused(sample.SENDING, intent, refusal, SOON));
    expect(task).toMatchObject({ ...wanted, decision: HELD.decision, plan: HELD.plan });
    expect(task).not.toHaveProperty("intent");
    expect(task).not.toHaveProperty("lease");
  });

  test("a fresh token may be tried at once", () => {
    expect(becomes(refused(sample.SENDING, intent, { kind: "token" }, SOON), "approved")).not.toHaveProperty(
      "notBefore",
    );
  });
});

describe("a comment that may or may not be there is looked for", () => {
  test.each([
    ["10 s after the intent", 0, 10 * SECOND],
    ["1 min after", 10 * SECOND, MINUTE],
    ["5 min after", MINUTE, 5 * MINUTE],
    ["and last 15 min after the lease", 5 * MINUTE, LAST_LOOK],
    ["and at once, where even that is over", LAST_LOOK + HOUR, LAST_LOOK + HOUR],
  ])("%s", (_, now, next) => {
    const task = becomes(unknown(sample.SENDING, intent, at(now), "timeout"), "posting");
    expect(task).toMatchObject({ dueAt: time(next), notBefore: time(next), lease: undefined, why: "timeout" });
    expect(task.intent.looks).toBe(0);
  });

  test("a look in vain is counted, and the next one follows", () => {
    const held = claimed(sample.POSTING, 20 * SECOND);
    const task = becomes(lookedInVain(held, held, time(20 * SECOND), at(21 * SECOND)), "posting");
    expect(task).toMatchObject({ dueAt: time(MINUTE), notBefore: time(MINUTE), lease: undefined, attempts: 0 });
    expect(task.intent.looks).toBe(sample.POSTING.intent.looks + 1);
  });

  test("a look that began before the last one was allowed never parks, however late it ended", () => {
    const held = claimed(sample.POSTING, LAST_LOOK - 1);
    const task = becomes(lookedInVain(held, held, time(LAST_LOOK - 1), at(LAST_LOOK + MINUTE)), "posting");
    expect(task.dueAt).toEqual(time(LAST_LOOK + MINUTE));
  });

  test("the last look parks it for a person, with all that is known", () => {
    const held = claimed(sample.POSTING, LAST_LOOK);
    const task = becomes(lookedInVain(held, held, time(LAST_LOOK), at(LAST_LOOK)), "parked");
    expect(task).toMatchObject({ parkedFrom: "posting", intent: { ...intent, looks: 2 }, decision: HELD.decision });
    expect(task.why).toBe("the comment may or may not be posted: it was not there 2 times");
  });

  test("one look alone is not said to be a number of times", () => {
    const held = claimed({ ...sample.POSTING, intent }, LAST_LOOK);
    const task = becomes(lookedInVain(held, held, time(LAST_LOOK), at(LAST_LOOK)), "parked");
    expect(task.why).toBe("the comment may or may not be posted: it was not there when we looked");
  });

  test("a look under a lease that is over is dropped", () => {
    const held = claimed(sample.POSTING, HOUR);
    expect(reasonOf(lookedInVain(claimed(held, 2 * HOUR), held, time(HOUR), at(2 * HOUR)))).toBe("lost");
  });
});
