import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { timeSchema } from "./time.ts";

/**
 * A verdict on one plan, signed by the role that took it. The signature is made where people decide and checked where
 * comments are posted, so that nobody who can merely write the database can approve.
 */
const decisionSchema = z.object({
  verdict: z.enum(["approve", "reject"]),
  /** Of the plan that was decided on; after an edit, of the edited one. */
  digest: z.string(),
  by: z.string(),
  via: z.enum(["console", "slack", "policy"]),
  at: timeSchema,
  signature: z.string(),
});

/** What a task needs to be approved, and to be rejected. */
export const approvalSchema = decisionSchema.extend({ verdict: z.literal("approve") });
export const rejectionSchema = decisionSchema.extend({ verdict: z.literal("reject") });

export type Decision = z.infer<typeof decisionSchema>;
export type Approval = z.infer<typeof approvalSchema>;
export type Rejection = z.infer<typeof rejectionSchema>;

/** What a decision is about: which task, and which revision of its plan. */
export type Decided = { taskId: string; revision: number };

export function signDecision<D extends Omit<Decision, "signature">>(
  decided: Decided,
  decision: D,
  key: string,
): D & { signature: string } {
  return { ...decision, signature: signature(decided, decision, key) };
}

export function isSigned(decided: Decided, decision: Decision, key: string): boolean {
  const expected = Buffer.from(signature(decided, decision, key));
  const given = Buffer.from(decision.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function signature(decided: Decided, decision: Omit<Decision, "signature">, key: string): string {
  const { verdict, digest, by, via, at } = decision;
  const signed = JSON.stringify([decided.taskId, decided.revision, verdict, digest, by, via, at.toISOString()]);
  return createHmac("sha256", key).update(signed).digest("hex");
}
