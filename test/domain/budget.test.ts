import { takeSlice } from "@frontdesk/shared/domain/budget";
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
