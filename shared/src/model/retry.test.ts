import { expect, test } from "vitest";
import { comeBack, comeInTurn, pauseAfter } from "./retry.ts";

const NOW = new Date("2026-11-20T10:00:00Z");
const none = () => 0;
const most = () => 0.999_999;
const SECOND = 1_000;

test("pauses grow up to 20 s, and no more than half of each is chance", () => {
  const longest = [1, 2, 3, 4, 5, 6, 9].map((requests) => Math.round(pauseAfter(requests, undefined, most) / SECOND));
  expect(longest).toEqual([1, 2, 4, 8, 16, 20, 20]);
  expect([1, 2, 3].map((requests) => pauseAfter(requests, undefined, none))).toEqual([500, 1_000, 2_000]);
});

test("it is never less than the model asked for, and spread beyond", () => {
  expect(pauseAfter(1, 7_000, none)).toBe(7_000);
  expect(pauseAfter(1, 7_000, most)).toBeCloseTo(8_750, -1);
  expect(pauseAfter(5, 7_000, most)).toBeCloseTo(23_000, -1);
});

test.each([
  ["at once", 0, 30, 60],
  ["in a minute", 60, 60, 120],
  ["tomorrow", 14 * 3_600, 14 * 3_600, 14 * 3_600 + 900],
])("what may come back %s comes back spread behind that", (_, from, soonest, latest) => {
  const back = (random: () => number) =>
    (comeBack(NOW, new Date(NOW.getTime() + from * SECOND), random).getTime() - NOW.getTime()) / SECOND;
  expect(back(none)).toBe(soonest);
  expect(back(most)).toBeCloseTo(latest, 0);
});

test("who has a turn comes back for it, within seconds, but not in the same moment", () => {
  const turn = new Date(NOW.getTime() + 60_000);
  expect(comeInTurn(NOW, turn, none)).toEqual(turn);
  expect(comeInTurn(NOW, turn, most).getTime() - turn.getTime()).toBeCloseTo(5_000, -1);
  expect(comeInTurn(NOW, NOW, none).getTime() - NOW.getTime()).toBe(5_000);
});
