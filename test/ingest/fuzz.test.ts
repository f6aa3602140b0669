import { expect, test } from "vitest";
import { runFuzz } from "./run-fuzz.ts";

test("2,000 requests of every kind, signed and not: no crash, no 500, nothing from a stranger", async () => {
  const { statuses, tasks } = await runFuzz(2_000, 1);
  for (const status of [202, 400, 401, 404, 405]) expect(statuses[status], `answers ${status}`).toBeGreaterThan(10);
  expect(tasks).toBeGreaterThan(100);
});
