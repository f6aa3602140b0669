import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import type { Task } from "@frontdesk/shared/domain/task";
import { expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, reasonOf, time } = sample;

test.each(sample.WORKED)("a task that is $state is announced when it is due, not a moment earlier", (task) => {
  const due = { ...task, dueAt: time(HOUR) };
  expect(reasonOf(sweepTask(due, at(HOUR - 1)))).toBe("not due");
  const { task: announced, entry } = granted(sweepTask(due, at(HOUR)));
  expect(entry.transition).toBe("announce");
  expect(announced).toEqual({
    ...due,
    announcements: 1,
    dueAt: time(HOUR + MINUTE),
    version: task.version + 1,
    updatedAt: time(HOUR),
  });
});

test("announcements back off from a minute, doubling, to a quarter of an hour", () => {
  let task: Task = sample.TRIAGED;
  const waits = [1, 2, 3, 4, 5, 6, 7].map((hour) => {
    const announced = becomes(sweepTask(task, at(hour * HOUR)), "triaged");
    task = announced;
    return (announced.dueAt.getTime() - time(hour * HOUR).getTime()) / MINUTE;
  });
  expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15]);
});

test("a task that somebody holds is not announced; once the lease is over it is", () => {
  const held = { ...claimed(sample.TRIAGED), dueAt: time(0) };
  expect(reasonOf(sweepTask(held, at(5 * MINUTE - 1)))).toBe("leased");
  expect(reasonOf(sweepTask(held, at(5 * MINUTE)))).toBe("none");
});

test("a person is reminded after a day, and every day", () => {
  expect(reasonOf(sweepTask(sample.AWAITING, at(DAY - 1)))).toBe("not due");
  const { task, entry } = granted(sweepTask(sample.AWAITING, at(DAY)));
  expect(entry.transition).toBe("remind");
  expect(task).toMatchObject({ state: "awaiting_approval", dueAt: time(2 * DAY), announcements: 0 });
  expect(task).toMatchObject({ ask: { nextReminder: time(2 * DAY), deadline: time(7 * DAY) } });
});

test("after the last reminder the deadline is what is due", () => {
  const late = becomes(sweepTask(sample.AWAITING, at(6.5 * DAY)), "awaiting_approval");
  expect(late.dueAt).toEqual(time(7 * DAY));
  expect(reasonOf(sweepTask(late, at(7 * DAY - 1)))).toBe("not due");
});

test("at the deadline the question expires; sorting and draft are kept to be read, and nothing is approved", () => {
  const task = becomes(sweepTask(sample.AWAITING, at(7 * DAY)), "expired");
  expect(task).toMatchObject({ triage: sample.TRIAGE, plan: sample.AWAITING.plan });
  expect(task).not.toHaveProperty("decision");
});

test.each([...sample.PARKED, ...sample.ENDED])("a task that is $state is left alone", (task) => {
  expect(reasonOf(sweepTask(task, at(365 * DAY)))).toBe("state");
});
