import { expect, test } from "vitest";
import { SECOND } from "../../domain/limits.ts";
import { PIPELINE, REDELIVERY } from "../../pipeline.ts";
import { channelsOf, topicOf } from "./channels.ts";

test("each type of event has its topic, and one subscription, of the service that takes it", () => {
  const channels = channelsOf("frontdesk.");
  expect(channels.map(({ type }) => type)).toEqual(Object.keys(PIPELINE));
  for (const { type, to, topic, subscription, ackDeadline } of channels) {
    expect(topic).toBe(topicOf(type, "frontdesk."));
    expect(subscription).toBe(`frontdesk.${type}.${to}`);
    expect({ to, ackDeadline }).toEqual({ to: PIPELINE[type].to, ackDeadline: PIPELINE[type].ack });
  }
});

test("no two names are the same, whatever they name", () => {
  const names = channelsOf("").flatMap(({ topic, subscription, deadLetters }) => [topic, subscription, deadLetters]);
  expect(new Set(names).size).toBe(names.length);
});

test("all of it is within Pub/Sub's own bounds", () => {
  for (const { topic, subscription, deadLetters, ackDeadline } of channelsOf("x".repeat(100))) {
    for (const name of [topic, subscription, deadLetters]) expect(name).toMatch(/^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/);
    expect(ackDeadline).toBeGreaterThanOrEqual(10 * SECOND);
    expect(ackDeadline).toBeLessThanOrEqual(600 * SECOND);
  }
  expect(REDELIVERY.longestPause).toBeLessThanOrEqual(600 * SECOND);
  expect(REDELIVERY.maxDeliveries).toBeLessThanOrEqual(100);
});
