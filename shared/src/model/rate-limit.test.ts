import { expect, test } from "vitest";
import { createRateLimit, type Quota, shareOf } from "./rate-limit.ts";

const MINUTE = 60_000;

function setUp(quota: Quota) {
  let time = 0;
  const limit = createRateLimit(quota, { now: () => new Date(time) });
  const take = (tokens = 1, patience = 60 * MINUTE) => limit.take(tokens, new Date(time + patience));
  /** When the right is had, from now, in milliseconds. */
  const waitFor = (tokens = 1) => {
    const place = take(tokens);
    return "at" in place ? place.at.getTime() - time : Number.NaN;
  };
  return { take, waitFor, pass: (milliseconds: number) => (time += milliseconds) };
}

test("an instance's share is 80 % of the service's, by the most instances that there may be", () => {
  expect(shareOf({ rpm: 1_000, tpm: 100_000 }, { share: 0.5, instances: 4 })).toEqual({ rpm: 100, tpm: 10_000 });
});

test("a quarter of a minute's share may go at once, and the rest goes evenly", () => {
  const { waitFor } = setUp({ rpm: 60, tpm: 1e9 });
  const waits = Array.from({ length: 20 }, () => waitFor());
  expect(waits.slice(0, 15)).toEqual(Array(15).fill(0));
  expect(waits.slice(15)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
});

test("in no minute more goes than the whole quota", () => {
  const { waitFor } = setUp(shareOf({ rpm: 60, tpm: 1e9 }, { share: 1, instances: 1 }));
  const at = Array.from({ length: 300 }, () => waitFor());
  for (const start of at)
    expect(at.filter((one) => one >= start && one < start + MINUTE).length).toBeLessThanOrEqual(60);
});

test("tokens are counted like requests, and what is larger than all that may go at once leaves a debt", () => {
  const { waitFor, pass } = setUp({ rpm: 1e6, tpm: 60_000 });
  expect(waitFor(30_000)).toBe(0);
  expect(waitFor(1_000)).toBe(16_000);
  pass(10 * MINUTE);
  expect(waitFor(15_000)).toBe(0);
});

test("what would be too late is not taken, and told when it would be", () => {
  const { take, waitFor } = setUp({ rpm: 60, tpm: 1e9 });
  for (let taken = 0; taken < 15; taken++) take();
  expect(take(1, 999)).toEqual({ freeAt: new Date(1_000) });
  expect(waitFor()).toBe(1_000);
});

test("what was less than expected comes back, and what was more is missing later", () => {
  const { take, waitFor } = setUp({ rpm: 1e6, tpm: 60_000 });
  const place = take(15_000);
  if ("settle" in place) place.settle(5_000);
  expect(waitFor(10_000)).toBe(0);
  const other = setUp({ rpm: 1e6, tpm: 60_000 });
  const small = other.take(5_000);
  if ("settle" in small) small.settle(15_000);
  expect(other.waitFor(1_000)).toBe(1_000);
});

test("a place that was given back is as if it had not been taken", () => {
  const { take, waitFor } = setUp({ rpm: 4, tpm: 1_000 });
  const place = take(250);
  if ("giveBack" in place) place.giveBack();
  expect(waitFor(250)).toBe(0);
});

test("however small the share is, a request fits", () => {
  const { waitFor } = setUp({ rpm: 1, tpm: 10 });
  expect([waitFor(1), waitFor(1)]).toEqual([0, 60_000]);
});

test("those who are turned away are told to come one after the other, as they can be served, but not too far off", () => {
  const { take } = setUp({ rpm: 60, tpm: 60_000 });
  for (let taken = 0; taken < 15; taken++) take();
  const told = (tokens: number) => {
    const turnedAway = take(tokens, 500);
    return "freeAt" in turnedAway ? turnedAway.freeAt.getTime() : Number.NaN;
  };
  expect([told(1), told(1), told(5_000), told(1)]).toEqual([1_000, 2_000, 3_000, 8_000]);
  for (let away = 0; away < 2_000; away++) told(1);
  expect(told(1)).toBe(15 * MINUTE);
});
