import type { TaskEvent } from "@frontdesk/shared/domain/events";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { idsOf, otherTrafficHasPassed, REDELIVERY, received } from "./event-traffic.ts";
import { type OpenBackend, openForTest } from "./test-backend.ts";

/** However slow the machine, nothing becomes a dead letter before its handler is replaced. */
const PATIENT = { ...REDELIVERY, maxDeliveries: 1_000 };

export function testClosing(open: OpenBackend): void {
  const openBackend = () => openForTest(() => open({ redelivery: PATIENT }));

  test("waits for the handlers that are running", async () => {
    const { bus } = await openBackend();
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    const begun: TaskEvent[] = [];
    const subscription = bus.subscribe("task.received", (event) => {
      begun.push(event);
      return gate;
    });
    await Promise.all([1, 2].map((n) => bus.publish(received(n))));
    await eventually(() => expect(begun).toHaveLength(2));

    let isClosed = false;
    const closing = subscription.close().then(() => {
      isClosed = true;
    });
    await otherTrafficHasPassed(bus);
    expect(isClosed).toBe(false);
    openGate();
    await closing;
  });

  test("waits for handlers that end by failing, too, and resolves", async () => {
    const { bus } = await openBackend();
    const { promise: gate, reject: fail } = Promise.withResolvers<void>();
    const begun: TaskEvent[] = [];
    const subscription = bus.subscribe("task.received", (event) => {
      begun.push(event);
      return gate;
    });
    await bus.publish(received(1));
    await eventually(() => expect(begun).toHaveLength(1));
    const closing = subscription.close();
    fail(new Error("stopping"));
    await expect(closing).resolves.toBeUndefined();
  });

  test("gives out nothing more: what waits, and what is published later, waits for another handler", async () => {
    const { bus } = await openBackend();
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    const seen: TaskEvent[] = [];
    const subscription = bus.subscribe(
      "task.received",
      (event) => {
        seen.push(event);
        return gate;
      },
      1,
    );
    await Promise.all([1, 2].map((n) => bus.publish(received(n))));
    await eventually(() => expect(seen).toHaveLength(1));
    const closing = subscription.close();
    openGate();
    await closing;
    await bus.publish(received(3));
    await otherTrafficHasPassed(bus);
    expect(seen).toHaveLength(1);

    bus.subscribe("task.received", async (event) => void seen.push(event));
    await eventually(() => expect(idsOf(seen)).toEqual(idsOf([1, 2, 3].map((n) => received(n)))));
  });

  test("what failed comes again to the handler that follows", async () => {
    const { bus } = await openBackend();
    const failed: TaskEvent[] = [];
    const subscription = bus.subscribe("task.received", async (event) => {
      failed.push(event);
      throw new Error("not here");
    });
    await bus.publish(received(1));
    await eventually(() => expect(failed.length).toBeGreaterThan(0));
    await subscription.close();

    const seen: TaskEvent[] = [];
    bus.subscribe("task.received", async (event) => void seen.push(event));
    await eventually(() => expect(seen).toContainEqual(received(1)));
  });

  test("leaves the handlers of other types alone", async () => {
    const { bus } = await openBackend();
    const seen: TaskEvent[] = [];
    bus.subscribe("task.triaged", async (event) => void seen.push(event));
    await bus.subscribe("task.received", async () => {}).close();
    await bus.publish(received(1, "task.triaged"));
    await eventually(() => expect(seen).toContainEqual(received(1, "task.triaged")));
  });

  test("what was published is there after a restart, and what was handled is not", async () => {
    const backend = await open({ redelivery: PATIENT });
    const handled: TaskEvent[] = [];
    await backend.bus.publish(received(1));
    backend.bus.subscribe("task.received", async (event) => void handled.push(event));
    await eventually(() => expect(idsOf(handled)).toEqual([received(1).taskId]));
    await backend.bus.publish(received(2, "task.triaged"));

    const { bus, close } = await backend.reopen();
    onTestFinished(close);
    const seen: TaskEvent[] = [];
    bus.subscribe("task.received", async (event) => void seen.push(event));
    bus.subscribe("task.triaged", async (event) => void seen.push(event));
    await eventually(() => expect(seen).toContainEqual(received(2, "task.triaged")));
    await otherTrafficHasPassed(bus);
    expect(idsOf(seen)).toEqual([received(2).taskId]);
  });

  test("what failed before a restart comes again after it", async () => {
    const backend = await open({ redelivery: PATIENT });
    const failed: TaskEvent[] = [];
    backend.bus.subscribe("task.received", async (event) => {
      failed.push(event);
      throw new Error("not before the restart");
    });
    await backend.bus.publish(received(1));
    await eventually(() => expect(failed.length).toBeGreaterThan(0));

    const { bus, close } = await backend.reopen();
    onTestFinished(close);
    const seen: TaskEvent[] = [];
    bus.subscribe("task.received", async (event) => void seen.push(event));
    await eventually(() => expect(seen).toContainEqual(received(1)));
  });
}
