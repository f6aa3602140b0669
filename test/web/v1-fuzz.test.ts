import { OPERATIONS } from "@frontdesk/approval/web/v1/operations";
import { expect, test } from "vitest";
import { fuzzV1, neverAnswered } from "./fuzz-v1.ts";

test("500 requests drawn from /v1's own description: no 5xx, and every answer is as described", async () => {
  const answers = await fuzzV1(500, 7);
  expect(neverAnswered(answers, Object.keys(OPERATIONS)).length).toBeLessThan(8);
});
