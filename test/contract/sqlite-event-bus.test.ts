import type { TaskEvent } from "@frontdesk/shared/domain/events";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { REDELIVERY, received } from "./event-traffic.ts";
import { openSqliteForTest } from "./sqlite-backend.ts";
import { openForTest } from "./test-backend.ts";

test("a dead letter that can't be put aside comes again until it can, and the alert is one", async () => {
  const { bus, faults, messages, alerts } = await openForTest(() => openSqliteForTest({ redelivery: REDELIVERY }));
  onTestFinished(() => faults.comeBack());
  const deliveries: TaskEvent[] = [];
  bus.subscribe("task.received", async (event) => {
    deliveries.push(event);
    if (deliveries.length === REDELIVERY.maxDeliveries) faults.goDown();
    if (deliveries.length === REDELIVERY.maxDeliveries + 2) faults.comeBack();
    throw new Error("never");
  });
  await bus.publish(received(1));

  await eventually(async () => expect(await messages.deadLetters()).toEqual([JSON.stringify(received(1))]));
  await eventually(() => expect(alerts()).toHaveLength(1));
  expect(deliveries).toHaveLength(REDELIVERY.maxDeliveries + 2);
});
