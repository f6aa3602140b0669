import type { EventOf } from "@frontdesk/shared/domain/events";
import { MAX_ATTEMPTS, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { runStep, type StepDeps, type Work } from "@frontdesk/shared/steps/run-step";
import { currentContext } from "@frontdesk/shared/telemetry/context";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test, vi } from "vitest";
import { sorted } from "../chaos/worker-world.ts";
import { MORNING, newTask } from "../contract/builders.ts";
import { openGcpForTest } from "../contract/gcp-backend.ts";
import { createPubSubWorld } from "../contract/pubsub-world.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { eventually } from "../eventually.ts";

/** A message that fails comes again soon, and is never put aside while a test lasts. */
const REDELIVERY = { firstPause: 10, longestPause: 80, maxDeliveries: 100 };

/** The step of a service behind Pub/Sub's push: what a message does to its task, and what Pub/Sub is told. */
describeOnEmulators(["firestoreHost", "pubsubHost"], "a step behind Pub/Sub's push", (hosts) => {
  async function start(work: Work<"triage"> = sorted) {
    const world = await createPubSubWorld(hosts.pubsubHost, REDELIVERY);
    const backend = await openGcpForTest(hosts, { redelivery: REDELIVERY }, world);
    onTestFinished(() => backend.close());
    const clock = { now: MORNING };
    const published: string[] = [];
    const publish: StepDeps["bus"]["publish"] = async ({ type }) => void published.push(type);
    const stopping = new AbortController().signal;
    const deps: StepDeps = { tasks: backend.tasks, bus: { publish }, log: silentLog, now: () => clock.now, stopping };
    const spy = vi.fn(work);
    const contexts: unknown[] = [];
    const handled: string[] = [];
    backend.bus.subscribe("task.received", async (event) => {
      contexts.push(currentContext());
      await runStep(event, "triage", deps, spy);
      handled.push(event.taskId);
    });
    return {
      ...{ backend, clock, deps, spy, published, contexts, handled, statuses: world.front.statuses },
      /** A task of its own, and the message that hints at it. */
      async task() {
        const { task } = await receiveTask(newTask(), deps);
        const { id: taskId, traceparent } = task;
        const event: EventOf<"task.received"> = { v: 1, type: "task.received", taskId, traceparent };
        return { id: taskId, event, now: () => backend.tasks.get(task.id) };
      },
    };
  }

  test("an event crosses Pub/Sub with its task and its trace, and is acknowledged by 204", async () => {
    const it = await start();
    const task = await it.task();
    await it.backend.bus.publish(task.event);
    await eventually(() => expect(it.statuses).toEqual([204]));
    const { traceparent } = task.event;
    expect(it.contexts).toEqual([{ taskId: task.id, event: "task.received", traceparent }]);
    expect(await task.now()).toMatchObject({ state: "triaged" });
  });

  test("C11: the same message 100 times at once: one effect, one call of the model, and no nack", async () => {
    const it = await start();
    const task = await it.task();
    await Promise.all(Array.from({ length: 100 }, () => it.backend.bus.publish(task.event)));
    await eventually(() => expect(it.handled.length).toBeGreaterThanOrEqual(100));
    expect(it.spy).toHaveBeenCalledTimes(1);
    expect(await it.backend.tasks.history(task.id)).toHaveLength(3);
    await eventually(() => expect(it.statuses.length).toBeGreaterThanOrEqual(100));
    expect(new Set(it.statuses)).toEqual(new Set([204]));
  });

  test("C13: a message that comes again months later changes nothing, and is acknowledged", async () => {
    const it = await start();
    const task = await it.task();
    await it.backend.bus.publish(task.event);
    await eventually(() => expect(it.statuses).toEqual([204]));
    const before = await task.now();

    it.clock.now = after(MORNING, 90 * 24 * 60 * MINUTE);
    await it.backend.bus.publish(task.event);
    await eventually(() => expect(it.statuses).toEqual([204, 204]));
    expect(await task.now()).toEqual(before);
    expect(it.spy).toHaveBeenCalledTimes(1);
  });

  test("C15: while the store is away nothing is acknowledged, and when it is back the work is done", async () => {
    const it = await start();
    const task = await it.task();
    it.backend.faults.goDown();
    await it.backend.messages.publishRaw("task.received", JSON.stringify(task.event));
    await eventually(() => expect(it.statuses).toContain(503));
    expect(it.statuses).not.toContain(204);
    it.backend.faults.comeBack();
    await eventually(async () => expect(await task.now()).toMatchObject({ state: "triaged" }));
    await eventually(() => expect(it.statuses.at(-1)).toBe(204));
    expect(it.spy).toHaveBeenCalledTimes(1);
  });

  test("C15: the store goes away after the claim: not acknowledged; what was unfinished is done when its lease is over", async () => {
    const it = await start(async () => {
      if (it.spy.mock.calls.length === 1) it.backend.faults.goDown();
      return sorted();
    });
    const task = await it.task();
    await it.backend.bus.publish(task.event);
    await eventually(() => expect(it.statuses).toContain(503));
    it.clock.now = after(MORNING, 10 * MINUTE);
    it.backend.faults.comeBack();
    await eventually(async () => expect(await task.now()).toMatchObject({ state: "triaged" }));
    await eventually(() => expect(it.statuses.at(-1)).toBe(204));
  });

  test("C16: a poison task parks after 5 attempts; each message about it is acknowledged, and all others flow", async () => {
    const poison = new Set<string>();
    const it = await start(async (task) => {
      if (poison.has(task.id)) throw new Error("poison");
      return sorted();
    });
    const bad = await it.task();
    poison.add(bad.id);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS + 1; attempt++) {
      await it.backend.bus.publish(bad.event);
      await eventually(() => expect(it.statuses).toHaveLength(attempt));
      it.clock.now = after(it.clock.now, 30 * MINUTE);
    }
    expect(await bad.now()).toMatchObject({ state: "parked", parkedFrom: "received" });

    const good = await it.task();
    await it.backend.bus.publish(good.event);
    await eventually(async () => expect(await good.now()).toMatchObject({ state: "triaged" }));
    expect(new Set(it.statuses)).toEqual(new Set([204]));
  });
});
