import type { EventOf, TaskEvent, TaskEventType } from "@frontdesk/shared/domain/events";
import type { EventBus } from "@frontdesk/shared/ports/event-bus";
import { expect } from "vitest";
import { eventually } from "../eventually.ts";
import { newTask } from "./builders.ts";

/** An event about the task of the nth issue. */
export function received<T extends TaskEventType = "task.received">(nth: number, type?: T): EventOf<T> {
  const { id, traceparent } = newTask({ repo: { id: 1, owner: "Acme", name: "Webapp" }, issue: nth });
  return { v: 1, type: type ?? "task.received", taskId: id, traceparent } as EventOf<T>;
}

export function threadChanged(): EventOf<"thread.changed"> {
  const { source, traceparent } = newTask();
  return { v: 1, type: "thread.changed", traceparent, thread: { repoId: source.repo.id, issue: source.issue } };
}

/** The tasks that events are about, each once: an event may be given more often than it was published. */
export function idsOf(events: readonly TaskEvent[]): string[] {
  return [...new Set(events.map((event) => event.taskId))].toSorted();
}

/** Short pauses, so that waiting for what comes again costs tests little. */
export const REDELIVERY = { firstPause: 10, longestPause: 80, maxDeliveries: 5 };

/**
 * For tests that something does *not* happen: resolves when events of another type have come, failed, come again and
 * been handled, so that the bus had every occasion to do it. All at once: Google's emulator takes a second for each
 * round of refusals, and in the third it loses the messages of a subscription that were refused together.
 */
export async function otherTrafficHasPassed(bus: EventBus): Promise<void> {
  const [failed, handled] = [new Set<string>(), new Set<string>()];
  const subscription = bus.subscribe("reply.drafted", async ({ taskId }) => {
    if (failed.has(taskId)) return void handled.add(taskId);
    failed.add(taskId);
    throw new Error("not at once");
  });
  const events = [1, 2, 3].map((n) => received(n, "reply.drafted"));
  await Promise.all(events.map((event) => bus.publish(event)));
  await eventually(() => expect([...handled].toSorted()).toEqual(idsOf(events)));
  await subscription.close();
}
