import {
  budgetKey,
  chargeBudget,
  findTooSmall,
  giveBack,
  moneyAgain,
  spendingLevel,
  takeSlice,
} from "@frontdesk/shared/domain/budget";
import { expect, test } from "vitest";

test("slices are taken until the cap is reached, and none that would pass it", () => {
  const one = takeSlice(undefined, 40, 100);
  expect(one).toEqual({ takenMicros: 40 });
  const two = takeSlice(one, 40, 100);
  expect(two).toEqual({ takenMicros: 80 });
  expect(takeSlice(two, 21, 100)).toBeUndefined();
  expect(takeSlice(two, 20, 100)).toEqual({ takenMicros: 100 });
});

test("not even the first slice may pass the cap", () => {
  expect(takeSlice(undefined, 101, 100)).toBeUndefined();
});

test("what is given back can be taken again, and is given back once", () => {
  const taken = takeSlice(undefined, 100, 100);
  const back = giveBack(taken, 60, "one");
  expect(back).toMatchObject({ takenMicros: 40 });
  expect(giveBack(back, 60, "one")).toBeUndefined();
  expect(takeSlice(back, 60, 100)).toMatchObject({ takenMicros: 100 });
  expect(giveBack(back, 90, "other")).toMatchObject({ takenMicros: 0 });
});

test("returns are remembered, but not for ever", () => {
  let budget = takeSlice(undefined, 1_000, 1_000);
  for (let n = 0; n < 50; n++) budget = giveBack(budget, 1, `${n}`);
  expect(budget?.returns).toHaveLength(20);
  expect(budget?.returns?.at(-1)).toBe("49");
});

test("what was spent unforeseen is charged, whatever the cap", () => {
  expect(chargeBudget(takeSlice(undefined, 100, 100), 50)).toMatchObject({ takenMicros: 150 });
  expect(chargeBudget(undefined, 50)).toEqual({ takenMicros: 50 });
});

test("that a budget is too small is news once a day, and takes nothing of it", () => {
  const found = findTooSmall(undefined);
  expect(found).toEqual({ takenMicros: 0, isFoundTooSmall: true });
  expect(findTooSmall(found)).toBeUndefined();
  const taken = takeSlice(undefined, 40, 100);
  expect(findTooSmall(taken)).toEqual({ ...taken, isFoundTooSmall: true });
  expect(findTooSmall(takeSlice(found, 40, 100))).toBeUndefined();
});

test.each([
  [0, "all"],
  [699, "all"],
  [700, "fast"],
  [899, "fast"],
  [900, "labels"],
  [1_200, "labels"],
])("with %i of 1,000 spent, this may still be done: %s", (used, level) => {
  expect(spendingLevel(used, 1_000)).toBe(level);
});

test("a budget of nothing pays for nothing", () => {
  expect(spendingLevel(0, 0)).toBe("labels");
});

const NOW = new Date("2026-11-20T23:50:00Z");

test("budgets are by the day, in UTC", () => {
  expect(budgetKey("all", NOW)).toBe("2026-11-20 all");
  expect(budgetKey("all", new Date("2026-11-21T00:00:00Z"))).toBe("2026-11-21 all");
});

test("there is money again tomorrow, or soon if calls may be running that will cost less than was set aside", () => {
  const midnight = new Date("2026-11-21T00:00:00Z");
  const changed = (at: string) => moneyAgain({ takenMicros: 1, changedAt: new Date(at) }, NOW);
  expect(moneyAgain(undefined, NOW)).toEqual(midnight);
  expect(changed("2026-11-20T23:44:00Z")).toEqual(midnight);
  expect(changed("2026-11-20T23:48:00Z")).toEqual(new Date("2026-11-20T23:54:00Z"));
  expect(changed("2026-11-20T23:59:00Z")).toEqual(midnight);
});
