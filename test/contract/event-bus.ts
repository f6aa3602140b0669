import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { TaskEvent } from "@frontdesk/shared/domain/events";
import { describe, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { testClosing } from "./event-bus-closing.ts";
import { testFailing } from "./event-bus-failing.ts";
import { idsOf, otherTrafficHasPassed, REDELIVERY, received, threadChanged } from "./event-traffic.ts";
import { type BusBackend, type FaultyBackend, type OpenBackend, openForTest } from "./test-backend.ts";

/** Every sentence of the contract in `ports/event-bus.ts`. Each test has a bus of its own: there is one handler a type. */
export function describeEventBus(name: string, open: OpenBackend<BusBackend & FaultyBackend>): void {
  describe(`${name}: event bus`, () => {
    const openBus = async () => (await openForTest(() => open({ redelivery: REDELIVERY }))).bus;

    test("gives an event to the handler of its type, as it was published", async () => {
      const bus = await openBus();
      const seen: TaskEvent[] = [];
      bus.subscribe("task.triaged", async (event) => void seen.push(event));
      const event = received(1, "task.triaged");
      await bus.publish(event);
      await eventually(() => expect(seen).toContainEqual(event));
    });

    test("gives an event about a thread", async () => {
      const bus = await openBus();
      const seen: unknown[] = [];
      bus.subscribe("thread.changed", async (event) => void seen.push(event));
      const event = threadChanged();
      await bus.publish(event);
      await eventually(() => expect(seen).toContainEqual(event));
    });

    test("gives events published before subscribing, too", async () => {
      const bus = await openBus();
      const events = [1, 2, 3].map((n) => received(n));
      for (const event of events) await bus.publish(event);
      const seen: TaskEvent[] = [];
      bus.subscribe("task.received", async (event) => void seen.push(event));
      await eventually(() => expect(seen).toEqual(expect.arrayContaining(events)));
    });

    test("gives a handler events of its type only", async () => {
      const bus = await openBus();
      const seen = { received: [] as TaskEvent[], triaged: [] as TaskEvent[] };
      bus.subscribe("task.received", async (event) => void seen.received.push(event));
      bus.subscribe("task.triaged", async (event) => void seen.triaged.push(event));
      await Promise.all([1, 2, 3].flatMap((n) => [bus.publish(received(n)), bus.publish(received(n, "task.triaged"))]));

      await eventually(() => {
        expect(idsOf(seen.received)).toEqual(idsOf([1, 2, 3].map((n) => received(n))));
        expect(idsOf(seen.triaged)).toEqual(idsOf([1, 2, 3].map((n) => received(n))));
      });
      expect(new Set(seen.received.map((event) => event.type))).toEqual(new Set(["task.received"]));
      expect(new Set(seen.triaged.map((event) => event.type))).toEqual(new Set(["task.triaged"]));
    });

    test("loses none of 500 events that are published at once", async () => {
      const bus = await openBus();
      const seen: TaskEvent[] = [];
      bus.subscribe("task.received", async (event) => void seen.push(event));
      const events = Array.from({ length: 500 }, (_, n) => received(n + 1));
      await Promise.all(events.map((event) => bus.publish(event)));
      await eventually(() => expect(idsOf(seen)).toEqual(idsOf(events)));
    });

    test("gives the same event once for each time it was published, at least", async () => {
      const bus = await openBus();
      const seen: TaskEvent[] = [];
      bus.subscribe("task.received", async (event) => void seen.push(event));
      await bus.publish(received(1));
      await bus.publish(received(1));
      await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(2));
    });

    test("has one handler a type: a second one throws, and the first goes on", async () => {
      const bus = await openBus();
      const seen: TaskEvent[] = [];
      bus.subscribe("task.received", async (event) => void seen.push(event));
      expect(() => bus.subscribe("task.received", async () => {})).toThrow();

      await bus.publish(received(1));
      await eventually(() => expect(idsOf(seen)).toEqual(idsOf([received(1)])));
    });

    // Google's emulator pushes 2 at a time: a higher number would say nothing about it.
    test.each([1, 2])("gives out as many events at a time as it may, and never more: %i", async (concurrency) => {
      const bus = await openBus();
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      const [running, done] = [new Set<object>(), new Set<string>()];
      let most = 0;
      const handle = async (event: TaskEvent) => {
        running.add(event);
        most = Math.max(most, running.size);
        await gate;
        running.delete(event);
        done.add(event.taskId);
      };
      bus.subscribe("task.received", handle, concurrency);
      await Promise.all(Array.from({ length: 12 }, (_, n) => bus.publish(received(n + 1))));
      await eventually(() => expect(running.size).toBe(concurrency));

      await otherTrafficHasPassed(bus);
      expect(running.size).toBe(concurrency);
      openGate();
      await eventually(() => expect(done.size).toBe(12));
      expect(most).toBe(concurrency);
    });

    test("a handler that takes its time keeps no other type waiting", async () => {
      const bus = await openBus();
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      bus.subscribe("task.received", () => gate, 1);
      await bus.publish(received(1));
      await otherTrafficHasPassed(bus);
      openGate();
    });

    test("publish rejects with Unavailable when its signal has aborted", async () => {
      const bus = await openBus();
      await expect(bus.publish(received(1), AbortSignal.abort())).rejects.toThrow(Unavailable);
    });

    test("publish rejects with Unavailable when its signal aborts meanwhile, and what was published is given out", async () => {
      const bus = await openBus();
      const seen: TaskEvent[] = [];
      bus.subscribe("task.received", async (event) => void seen.push(event));
      const giving = new AbortController();
      const published = bus.publish(received(1), giving.signal);
      giving.abort(new Error("enough"));
      await expect(published).rejects.toThrow(Unavailable);
      await expect(published).rejects.toMatchObject({ cause: { message: "enough" } });

      await bus.publish(received(2));
      await eventually(() => expect(idsOf(seen)).toContain(received(2).taskId));
      await eventually(() => expect(idsOf(seen)).toContain(received(1).taskId));
    });

    test("publish takes a signal that doesn't abort", async () => {
      const bus = await openBus();
      await expect(bus.publish(received(1), new AbortController().signal)).resolves.toBeUndefined();
    });

    describe("where handlers fail", () => testFailing(open));
    describe("closing", () => testClosing(open));
  });
}
