import { OPERATIONS } from "@frontdesk/approval/web/v1/operations";
import { expect, test } from "vitest";
import { fuzzV1, neverAnswered } from "./fuzz-v1.ts";

const SEED = 20_261_120;

test("10,000 requests drawn from /v1's own description: no 5xx, and every answer is as described", async () => {
  const answers = await fuzzV1(10_000, SEED);
  console.log(`seed ${SEED}:`, answers);
  expect(neverAnswered(answers, Object.keys(OPERATIONS))).toEqual([]);
  const statuses = new Set(Object.keys(answers).map((key) => key.split(" ")[1]));
  for (const status of ["304", "400", "401", "403", "404", "409", "415"]) expect(statuses).toContain(status);
});
