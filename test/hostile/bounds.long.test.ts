import { leaksCanary } from "@frontdesk/shared/model/clean/find-canary";
import { expect, test } from "vitest";
import { checkLarge } from "./check-large.ts";
import { largeInputs } from "./large-inputs.ts";

test.each(Object.entries(largeInputs(1_000_000)))("C71: a megabyte of %s is cleaned within two seconds", (_, input) => {
  expect(checkLarge(input)).toBeLessThan(2_000);
});

test("C73: a megabyte is searched within a second", () => {
  const start = process.threadCpuUsage();
  expect(leaksCanary("%41".repeat(333_333), "fd-canary-7Qx2-Lm90-zR4k")).toBe(false);
  expect(process.threadCpuUsage(start).user / 1_000).toBeLessThan(1_000);
});
