import { isRefusal } from "@frontdesk/shared/domain/change";
import type { TaskEvent } from "@frontdesk/shared/domain/events";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { moment, newChange } from "./builders.ts";
import { idsOf, otherTrafficHasPassed, REDELIVERY, received } from "./event-traffic.ts";
import { type BusBackend, type FaultyBackend, type OpenBackend, openForTest } from "./test-backend.ts";
import { claiming } from "./wishes.ts";

/** What can't be understood as an event of type task.received. */
const MALFORMED = {
  nothing: "",
  "no JSON": "{",
  "no object": "null",
  "no task": JSON.stringify({ v: 1, type: "task.received", traceparent: "00" }),
  "no task id": JSON.stringify({ ...received(1), taskId: "../../etc/passwd" }),
  "more than an event says": JSON.stringify({ ...received(1), verdict: "approve" }),
  "another version": JSON.stringify({ ...received(1), v: 2 }),
  "an unknown type": JSON.stringify({ ...received(1), type: "task.exploded" }),
  "another type's event": JSON.stringify(received(1, "task.triaged")),
};

export function testFailing(open: OpenBackend<BusBackend & FaultyBackend>): void {
  const openBackend = () => openForTest(() => open({ redelivery: REDELIVERY }));

  /** Fails the first so many deliveries of each event. */
  function failing(times: number) {
    const deliveries: TaskEvent[] = [];
    const handle = async (event: TaskEvent) => {
      deliveries.push(event);
      if (deliveries.filter(({ taskId }) => taskId === event.taskId).length <= times) throw new Error("not now");
    };
    return { deliveries, handle };
  }

  test("an event comes again until its handler resolves, and then no more", async () => {
    const { bus } = await openBackend();
    const { deliveries, handle } = failing(2);
    bus.subscribe("task.received", handle);
    await bus.publish(received(1));

    await eventually(() => expect(deliveries).toEqual([received(1), received(1), received(1)]));
    await otherTrafficHasPassed(bus);
    expect(deliveries).toHaveLength(3);
  });

  test("the pauses before it comes again grow", async () => {
    const { bus } = await openBackend();
    const { handle } = failing(4);
    const times: number[] = [];
    bus.subscribe("task.received", (event) => {
      times.push(performance.now());
      return handle(event);
    });
    await bus.publish(received(1));

    await eventually(() => expect(times).toHaveLength(5));
    const [, , , beforeLast = 0, last = 0] = times;
    // A pause may always be longer than it should, never shorter: what didn't grow would be the first one still.
    expect(last - beforeLast).toBeGreaterThan(2 * REDELIVERY.firstPause);
  });

  test("an event that fails holds up no other one, at however low a concurrency", async () => {
    const { bus } = await openBackend();
    const handled: TaskEvent[] = [];
    const handle = async (event: TaskEvent) => {
      if (event.taskId === received(1).taskId) throw new Error("this one never");
      handled.push(event);
    };
    await Promise.all([1, 2, 3, 4].map((n) => bus.publish(received(n))));
    bus.subscribe("task.received", handle, 1);
    await eventually(() => expect(idsOf(handled)).toEqual(idsOf([2, 3, 4].map((n) => received(n)))));
  });

  test("after the most deliveries it is put aside as a dead letter, and an alert is logged", async () => {
    const { bus, messages, alerts } = await openBackend();
    const { deliveries, handle } = failing(Number.POSITIVE_INFINITY);
    bus.subscribe("task.received", handle);
    await bus.publish(received(1));

    await eventually(async () => expect(await deadEvents(messages)).toEqual([received(1)]));
    await eventually(() => expect(alerts()).toHaveLength(1));
    await otherTrafficHasPassed(bus);
    expect(deliveries).toHaveLength(REDELIVERY.maxDeliveries);
  });

  test("an event that fails because the store is down comes again, also while it still is", async () => {
    const { bus, faults } = await openBackend();
    onTestFinished(() => faults.comeBack());
    const { deliveries, handle } = failing(2);
    bus.subscribe("task.received", (event) => {
      faults.goDown();
      return handle(event);
    });
    await bus.publish(received(1));
    await eventually(() => expect(deliveries).toHaveLength(3));
  });

  test("an event that was handled at the last delivery is no dead letter, and no alert", async () => {
    const { bus, messages, alerts } = await openBackend();
    const { deliveries, handle } = failing(REDELIVERY.maxDeliveries - 1);
    bus.subscribe("task.received", handle);
    await bus.publish(received(1));

    await eventually(() => expect(deliveries).toHaveLength(REDELIVERY.maxDeliveries));
    await otherTrafficHasPassed(bus);
    expect(await messages.deadLetters()).toEqual([]);
    expect(alerts()).toEqual([]);
  });

  test("C17: a healthy task's dead letter, delivered twice from there, has one effect", async () => {
    const { bus, tasks, messages } = await openBackend();
    const { task } = await tasks.create(newChange());
    const event = { ...received(1), taskId: task.id };
    const broken = bus.subscribe("task.received", failing(Number.POSITIVE_INFINITY).handle);
    await bus.publish(event);
    await eventually(async () => expect(await deadEvents(messages)).toEqual([event]));
    await broken.close();

    const rulings: unknown[] = [];
    bus.subscribe("task.received", async ({ taskId }) => {
      const ruling = await tasks.update(taskId, (now) => claiming("triage")(now, moment()));
      rulings.push(isRefusal(ruling) ? ruling.because : ruling.entry.transition);
    });
    await messages.publishRaw("task.received", JSON.stringify(event));
    await messages.publishRaw("task.received", JSON.stringify(event));

    await eventually(() => expect(rulings.toSorted()).toEqual(["claim", "leased"]));
    expect(await tasks.history(task.id)).toHaveLength(2);
  });

  test.each(Object.entries(MALFORMED))(
    "C16: %s: logged with an alert, done with, and no other event waits",
    async (_, text) => {
      const { bus, messages, alerts } = await openBackend();
      const { deliveries, handle } = failing(0);
      await messages.publishRaw("task.received", text);
      bus.subscribe("task.received", handle, 1);
      await bus.publish(received(2));

      await eventually(() => expect(alerts()).toHaveLength(1));
      await eventually(() => expect(deliveries).toEqual([received(2)]));
      await otherTrafficHasPassed(bus);
      expect(alerts()).toHaveLength(1);
      expect(await messages.deadLetters()).toEqual([]);
    },
  );
}

async function deadEvents({ deadLetters }: BusBackend["messages"]): Promise<unknown[]> {
  return (await deadLetters()).map((text) => JSON.parse(text));
}
