import { triaged } from "@frontdesk/shared/domain/advance";
import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Claimed, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { claim, complete, defer, fail, park, release, skip, waitOut } from "@frontdesk/shared/domain/work";
import { STAGES, type Stage } from "@frontdesk/shared/pipeline";
import { describe, expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, reasonOf, stageOf, time } = sample;
const SOON = at(10 * SECOND);

describe("claim", () => {
  test.each(sample.WORKED)("takes a task that is $state, for the length of its step's lease", (task) => {
    const { lease: length, step } = stageOf(task);
    const { task: held } = granted(claim(task, stageOf(task), SOON.now >= dueOf(task) ? SOON : at(HOUR)));
    const began = held.updatedAt;
    const until = after(began, length);
    expect(held).toMatchObject({ state: task.state, lease: { step, token: held.version, until } });
    expect(held).toMatchObject({ dueAt: after(until, 30 * SECOND), announcements: 0 });
  });

  const mismatches = Object.values<Stage>(STAGES).flatMap((stage) =>
    sample.EVERY_TASK.filter((task) => !stage.states.some((state) => state === task.state)).map(
      (task) => [stage.step, task.state, stage, task] as const,
    ),
  );
  test.each(mismatches)("is refused to %s on a task that is %s", (_step, _state, stage, task) => {
    expect(reasonOf(claim(task, stage, at(HOUR)))).toBe("state");
  });

  test("is refused while a lease is live, and granted in the moment it ends, with a higher token", () => {
    const held = claimed(sample.RECEIVED);
    expect(reasonOf(claim(held, STAGES.triage, at(90 * SECOND - 1)))).toBe("leased");
    const taken = becomes(claim(held, STAGES.triage, at(90 * SECOND)), "received");
    expect(taken.lease?.token).toBeGreaterThan(held.lease.token);
  });

  test("is refused until notBefore, and granted in that moment", () => {
    const early = { ...sample.TRIAGED, notBefore: time(2 * MINUTE) };
    expect(reasonOf(claim(early, STAGES.respond, at(2 * MINUTE - 1)))).toBe("early");
    expect(reasonOf(claim(early, STAGES.respond, at(2 * MINUTE)))).toBe("none");
  });

  test.each([sample.RECEIVED, sample.TRIAGED, sample.DRAFTED, sample.APPROVED])(
    "is granted five times to a task that is $state; the sixth parks it with the last reason",
    (task) => {
      let tried: Task = task;
      for (const attempt of [1, 2, 3, 4, 5]) {
        const held: Claimed = claimed(tried, attempt * HOUR);
        expect(held).toMatchObject({ attempts: attempt });
        tried = granted(fail(held, held, at(attempt * HOUR), "it broke")).task;
      }
      const { task: last, entry } = granted(claim(tried, stageOf(task), at(6 * HOUR)));
      expect(entry.transition).toBe("exhaust");
      expect(last).toMatchObject({ state: "parked", parkedFrom: task.state });
      expect(last.why).toBe(`${stageOf(task).step} failed 5 times; the last time: it broke`);
    },
  );

  test("in posting counts no attempt and never parks, however often and however late", () => {
    const tired = { ...sample.POSTING, attempts: 5 };
    const held = becomes(claim(tired, STAGES.post, at(30 * 24 * HOUR)), "posting");
    expect(held.attempts).toBe(5);
    expect(claimed(sample.POSTING, HOUR)).toMatchObject({ attempts: 0 });
  });
});

describe("complete", () => {
  const held = claimed(sample.RECEIVED);
  const next = (task: TaskIn<"received">) => triaged(task, sample.TRIAGE, SOON);

  test("commits what comes next while lease, state and input are as claimed", () => {
    expect(becomes(complete(held, held, SOON, next), "triaged").triage).toEqual(sample.TRIAGE);
  });

  test("needs no live lease, only that nobody has taken it over", () => {
    expect(reasonOf(complete(held, held, at(HOUR), next))).toBe("none");
  });

  test("hands the task over as it is now, not as it was claimed", () => {
    const edited = { ...held, version: 9 };
    expect(granted(complete(edited, held, SOON, next)).task.version).toBe(10);
  });

  test("has the work done again, at once and without counting it, if the input moved", () => {
    const issue = { ...held.issue, title: "edited" };
    const moved = becomes(onOutsideChange(held, { kind: "content", issue }, SOON), "received");
    const again = granted(complete(moved, held, at(20 * SECOND), next));
    expect(again.entry.transition).toBe("redo");
    expect(again.task).toMatchObject({ state: "received", attempts: 0, dueAt: time(20 * SECOND), issue, redrafts: 1 });
    expect(again.task).toHaveProperty("lease", undefined);
  });

  test("goes on as it is once it was done again three times: the next step finds the difference", () => {
    const issue = { ...held.issue, title: "edited" };
    const edited = becomes(onOutsideChange({ ...held, redrafts: 3 }, { kind: "content", issue }, SOON), "received");
    expect(becomes(complete(edited, held, at(20 * SECOND), next), "triaged")).toMatchObject({ redrafts: 3, issue });
  });
});

describe("fail", () => {
  test.each([
    [1, 15],
    [2, 30],
    [3, 60],
    [4, 120],
    [5, 240],
  ])("after attempt %i backs off for %i s, give or take a fifth", (attempts, seconds) => {
    const held = { ...claimed(sample.TRIAGED), attempts };
    const failed = becomes(fail(held, held, SOON, "timeout"), "triaged");
    expect(failed).toMatchObject({ attempts, why: "timeout", lease: undefined, dueAt: failed.notBefore });
    const waits = failed.dueAt.getTime() - SOON.now.getTime();
    expect(waits).toBeGreaterThanOrEqual(seconds * SECOND * 0.8);
    expect(waits).toBeLessThanOrEqual(seconds * SECOND * 1.2);
  });

  test("spreads a storm's victims, and is the same for the same task", () => {
    const held = claimed(sample.TRIAGED);
    const waits = (version: number) =>
      becomes(fail({ ...held, version }, held, SOON, "429"), "triaged").dueAt.getTime();
    const all = Array.from({ length: 50 }, (_, version) => waits(version + 1));
    expect(new Set(all).size).toBeGreaterThan(40);
    expect(Math.max(...all) - Math.min(...all)).toBeGreaterThan(4 * SECOND);
    expect(waits(7)).toBe(waits(7));
  });
});

test("defer gives the attempt back and leaves the task alone until then", () => {
  const held = { ...claimed(sample.TRIAGED), attempts: 3 };
  const deferred = becomes(defer(held, held, time(HOUR), SOON, "no slot is free"), "triaged");
  expect(deferred).toMatchObject({ attempts: 2, notBefore: time(HOUR), dueAt: time(HOUR), lease: undefined });
});

describe("waitOut", () => {
  const held = { ...claimed(sample.TRIAGED), attempts: 3 };
  const away = (lasted: number, until?: Date) =>
    becomes(
      waitOut({ ...held, ...(lasted && { outageSince: time(0) }) }, held, { why: "GitHub is away", until }, at(lasted)),
      "triaged",
    );
  const pauseAt = (lasted: number) => (away(lasted).dueAt.getTime() - time(lasted).getTime()) / SECOND;

  test("gives the attempt back, says why, and remembers when it began", () => {
    const waiting = away(0);
    expect(waiting).toMatchObject({ attempts: 2, why: "GitHub is away", lease: undefined, outageSince: time(0) });
    expect(waiting.notBefore).toEqual(waiting.dueAt);
    expect(away(HOUR).outageSince).toEqual(time(0));
  });

  test.each([
    [0, 15],
    [20, 20],
    [120, 120],
    [HOUR / SECOND, 900],
  ])("after %i s of it pauses for %i s, give or take a fifth", (lasted, seconds) => {
    expect(pauseAt(lasted * SECOND)).toBeGreaterThanOrEqual(seconds * 0.8);
    expect(pauseAt(lasted * SECOND)).toBeLessThanOrEqual(seconds * 1.2);
  });

  test("is never before the time that was named, and not all come in that moment", () => {
    const limit = time(30 * MINUTE);
    const comes = (version: number) =>
      becomes(waitOut({ ...held, version }, held, { why: "limit", until: limit }, SOON), "triaged").dueAt.getTime();
    const all = Array.from({ length: 30 }, (_, version) => comes(version + 1));
    expect(Math.min(...all)).toBeGreaterThan(limit.getTime());
    expect(new Set(all).size).toBeGreaterThan(25);
  });

  test("counts from the second day on, so that what never comes back parks", () => {
    expect(away(24 * HOUR - 1).attempts).toBe(2);
    const failed = away(24 * HOUR);
    expect(failed).toMatchObject({ attempts: 3, why: "GitHub is away", outageSince: time(0) });
  });

  test("is forgotten when the task goes on, or waits for something else", () => {
    const waited = { ...held, outageSince: time(0) };
    expect(becomes(defer(waited, held, time(HOUR), SOON, "quota"), "triaged").outageSince).toBeUndefined();
    expect(
      becomes(
        complete(waited, held, SOON, (task) => skip(task, SOON, "spam")),
        "skipped",
      ),
    ).not.toHaveProperty("outageSince");
  });

  test("in posting never parks either", () => {
    const sent = claimed({ ...sample.POSTING, outageSince: time(0) }, 48 * HOUR);
    expect(becomes(waitOut(sent, sent, { why: "away" }, at(48 * HOUR)), "posting")).toMatchObject({ attempts: 0 });
  });
});

describe("park", () => {
  test.each(sample.PARKED)("keeps all that it takes to go on from $parkedFrom", (task) => {
    expect(task).toMatchObject({ state: "parked", why: "hopeless" });
    if (task.parkedFrom === "approved") expect(task).toMatchObject({ decision: sample.APPROVAL });
    if (task.parkedFrom !== "received") expect(task).toMatchObject({ triage: sample.TRIAGE });
  });

  test("is refused in posting: only its last look may park", () => {
    const held = claimed(sample.POSTING, HOUR);
    expect(reasonOf(park(held, held, at(HOUR), "tired"))).toBe("state");
  });
});

describe("a result is dropped", () => {
  const held = claimed(sample.RECEIVED);
  const results: Record<string, (task: Task, held: Claimed) => ReturnType<typeof fail>> = {
    complete: (task, mine) => complete(task, mine, SOON, () => skip(task, SOON, "spam")),
    fail: (task, mine) => fail(task, mine, SOON, "it broke"),
    defer: (task, mine) => defer(task, mine, time(HOUR), SOON, "later"),
    waitOut: (task, mine) => waitOut(task, mine, { why: "away" }, SOON),
    park: (task, mine) => park(task, mine, SOON, "hopeless"),
  };
  const moved: Record<string, Task> = {
    "somebody else holds it": claimed(held, HOUR),
    "nobody holds it": granted(release(held, SOON)).task,
    "the lease is the same but the state is not": { ...sample.TRIAGED, lease: held.lease },
    "it waits for a person": sample.AWAITING,
    "it rests": sample.CANCELLED,
  };
  const cases = Object.keys(results).flatMap((kind) => Object.keys(moved).map((when) => [kind, when] as const));
  test.each(cases)("of %s when %s", (kind, when) => {
    expect(reasonOf(results[kind]!(moved[when]!, held))).toBe("lost");
  });
});

describe("skip", () => {
  test("ends a task and keeps sorting and draft to be read, but no decision", () => {
    const skipped = becomes(skip(sample.APPROVED, SOON, "dry run"), "skipped");
    expect(skipped).toMatchObject({ triage: sample.TRIAGE, plan: sample.APPROVED.plan, why: "dry run" });
    expect(skipped).not.toHaveProperty("decision");
  });

  test.each([sample.POSTING, sample.AWAITING, sample.PARKED_FROM_DRAFTED, ...sample.ENDED])(
    "is refused on a task that is $state",
    (task) => expect(reasonOf(skip(task, SOON, "spam"))).toBe("state"),
  );
});

describe("release", () => {
  test("voids the lease of a worker that is gone; the attempt counts and the task is due at once", () => {
    const released = becomes(release(claimed(sample.TRIAGED), SOON), "triaged");
    expect(released).toMatchObject({ lease: undefined, attempts: 1, dueAt: SOON.now });
  });

  test("leaves a task in posting where it is, to be looked for", () => {
    expect(becomes(release(sample.SENDING, SOON), "posting").intent).toEqual(sample.SENDING.intent);
  });

  test("is not before notBefore", () => {
    const held = { ...claimed(sample.TRIAGED), notBefore: time(HOUR) };
    expect(becomes(release(held, SOON), "triaged").dueAt).toEqual(time(HOUR));
  });

  test.each([sample.RECEIVED, sample.AWAITING, sample.POSTED])("is refused where nobody holds: $state", (task) => {
    expect(reasonOf(release(task, SOON))).toBe("state");
  });
});

function dueOf(task: Task): Date {
  return "notBefore" in task && task.notBefore ? task.notBefore : task.updatedAt;
}
