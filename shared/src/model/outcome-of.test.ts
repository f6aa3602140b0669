import { expect, test } from "vitest";
import { outcomeOf } from "./outcome-of.ts";

const until = new Date("2026-11-20T11:00:00Z");

test("what is nobody's fault is deferred, what failed is counted, what will never be answered is parked", () => {
  expect(outcomeOf({ is: "later", until, why: "quota" })).toEqual({ kind: "defer", until, why: "quota" });
  expect(outcomeOf({ is: "withheld", until, why: "money" })).toEqual({ kind: "defer", until, why: "money" });
  expect(outcomeOf({ is: "failed", why: "hung" })).toEqual({ kind: "retry", why: "hung" });
  expect(outcomeOf({ is: "refused", why: "SAFETY" })).toEqual({ kind: "park", why: "SAFETY" });
  expect(outcomeOf({ is: "unusable", why: "garbage" })).toEqual({ kind: "park", why: "garbage" });
});
