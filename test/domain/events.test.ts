import { eventSchema } from "@frontdesk/shared/domain/events";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Step } from "@frontdesk/shared/domain/task";
import { eventFor, PIPELINE, STAGES } from "@frontdesk/shared/pipeline";
import { expect, test } from "vitest";
import { ENDED, PARKED } from "./sample-tasks.ts";

const ID = "acme.webapp.42.opened";
const HINT = eventOf("task.triaged", ID);
const THREAD = { v: 1, type: "thread.changed", traceparent: "00-1-2-01", thread: { repoId: 5, issue: 42 } };

const OF_TASKS = ["task.received", "task.triaged", "reply.drafted", "reply.approved", "replay.asked", "replay.sorted"];

test.each(OF_TASKS)("%s names a task", (type) => {
  expect(eventSchema.parse(eventOf(type, ID))).toEqual(eventOf(type, ID));
});

test("thread.changed names a thread", () => {
  expect(eventSchema.parse(THREAD)).toEqual(THREAD);
});

test.each([
  ["says more than a hint may", { ...HINT, state: "approved" }],
  ["is of another version", { ...HINT, v: 2 }],
  ["is of no known type", { ...HINT, type: "task.posted" }],
  ["names no task", { ...HINT, taskId: "../secrets" }],
  ["has no trace", { ...HINT, traceparent: undefined }],
  ["names a thread without an issue", { ...THREAD, thread: { repoId: 5 } }],
  ["is not even an object", "task.triaged"],
])("a message that %s is refused", (_, message) => {
  expect(eventSchema.safeParse(message).success).toBe(false);
});

test.each([
  ["received", "task.received", "triage", 60, 90, 120],
  ["triaged", "task.triaged", "respond", 240, 300, 360],
  ["drafted", "reply.drafted", "ask", 20, 45, 60],
  ["approved", "reply.approved", "post", 60, 120, 180],
  ["posting", "reply.approved", "post", 60, 120, 180],
] as const)(
  "%s is hinted at by %s; %s works %i s, holds %i s, acknowledges within %i s",
  (state, event, step, ...seconds) => {
    expect(eventFor(state)).toBe(event);
    expect(PIPELINE[event].step satisfies Step).toBe(step);
    const { work, lease, states } = STAGES[step];
    expect(states).toContain(state);
    expect([work, lease, PIPELINE[event].ack].map((duration) => duration / (MINUTE / 60))).toEqual(seconds);
  },
);

test.each(["awaiting_approval" as const, ...[...ENDED, ...PARKED].map(({ state }) => state)])(
  "no event hints at %s",
  (state) => {
    expect(eventFor(state)).toBeUndefined();
  },
);

function eventOf(type: string, taskId: string) {
  return { v: 1, type, taskId, traceparent: "00-1-2-01" };
}
