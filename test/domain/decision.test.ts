import { approvalSchema, isSigned, rejectionSchema, signDecision } from "@frontdesk/shared/domain/decision";
import { expect, test } from "vitest";
import { KEY, time } from "./sample-tasks.ts";

const DECIDED = { taskId: "acme.webapp.42.opened", revision: 3 };
const SAID = { verdict: "approve" as const, digest: "abc", by: "grace", via: "slack" as const, at: time(0) };
const SIGNED = signDecision(DECIDED, SAID, KEY);

test("a decision that was signed with the key is valid, also after a way through JSON", () => {
  expect(isSigned(DECIDED, SIGNED, KEY)).toBe(true);
  expect(isSigned(DECIDED, approvalSchema.parse(JSON.parse(JSON.stringify(SIGNED))), KEY)).toBe(true);
});

test.each([
  ["task", { ...DECIDED, taskId: "acme.webapp.43.opened" }, SIGNED, KEY],
  ["revision", { ...DECIDED, revision: 4 }, SIGNED, KEY],
  ["verdict", DECIDED, { ...SIGNED, verdict: "reject" as const }, KEY],
  ["digest", DECIDED, { ...SIGNED, digest: "abd" }, KEY],
  ["person", DECIDED, { ...SIGNED, by: "mallory" }, KEY],
  ["way", DECIDED, { ...SIGNED, via: "console" as const }, KEY],
  ["time", DECIDED, { ...SIGNED, at: time(1) }, KEY],
  ["key", DECIDED, SIGNED, "another key"],
  ["signature", DECIDED, { ...SIGNED, signature: "0".repeat(64) }, KEY],
  ["length of the signature", DECIDED, { ...SIGNED, signature: "" }, KEY],
])("a decision is invalid with another %s", (_, decided, decision, key) => {
  expect(isSigned(decided, decision, key)).toBe(false);
});

test("an approval is no rejection, and the other way round", () => {
  expect(rejectionSchema.safeParse(SIGNED).success).toBe(false);
  expect(approvalSchema.safeParse({ ...SIGNED, verdict: "reject" }).success).toBe(false);
});
