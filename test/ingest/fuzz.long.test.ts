import { expect, test } from "vitest";
import { runFuzz } from "./run-fuzz.ts";

const MB = 1024 * 1024;
const SEED = 20_261_120;

test("100,000 requests of every kind, signed and not: no crash, no 500, nothing from a stranger, memory bounded", async () => {
  const { statuses, tasks, used, mostResident } = await runFuzz(100_000, SEED);
  const megabytes = used.map((bytes) => Math.round(bytes / MB));
  console.log(`seed ${SEED}:`, { statuses, tasks, megabytes, resident: Math.round(mostResident / MB) });
  for (const status of [202, 400, 401, 404, 405, 413, 415, 503]) {
    expect(statuses[status], `answers ${status}`).toBeGreaterThan(10);
  }
  expect(tasks).toBeGreaterThan(5_000);
  // The first round has warmed up what is kept for good.
  expect(Math.max(...used.slice(1)) - (used[0] ?? 0)).toBeLessThan(15 * MB);
  expect(mostResident).toBeLessThan(600 * MB);
});
