import { z } from "zod";
import { taskSchema } from "./task-shown.ts";

/** What a person asks for, and what comes of it. */

/** `digest` is of the draft that the person saw: nothing else can be decided by it. */
export const decisionWanted = z.discriminatedUnion("say", [
  z.strictObject({ say: z.literal("approve"), digest: z.string() }),
  z.strictObject({ say: z.literal("approve with edit"), digest: z.string(), body: z.string().max(65_536) }),
  z.strictObject({ say: z.literal("reject"), digest: z.string(), reason: z.string().max(2_000) }),
  z.strictObject({ say: z.literal("send back"), digest: z.string(), guidance: z.string().min(1).max(2_000) }),
]);

/** `changed by cleaning`: nothing is decided yet, `body` is what would be posted and has to be looked at. */
export const decisionMade = z.discriminatedUnion("is", [
  z.object({ is: z.literal("decided"), task: taskSchema }),
  z.object({ is: z.literal("changed by cleaning"), body: z.string() }),
]);

/** An edit, cleaned as it would be if it were approved: for the preview. */
export const editWanted = z.strictObject({ body: z.string().max(65_536) });
export const editCleaned = z.object({ body: z.string(), changed: z.boolean(), removed: z.array(z.string()) });

export const recoveryWanted = z.discriminatedUnion("want", [
  z.strictObject({ want: z.literal("redrive") }),
  z.strictObject({ want: z.literal("revive") }),
  z.strictObject({ want: z.literal("confirm absent"), seen: z.int() }),
  z.strictObject({ want: z.literal("confirm posted"), url: z.url() }),
]);

export const pauseWanted = z.strictObject({
  repo: z.string().optional().describe("owner/name; without it, everywhere."),
  why: z.string().max(500).default(""),
});

export const pauseShown = z.object({
  repo: z.string().optional(),
  by: z.string(),
  why: z.string().describe("Empty without triage rights there; of a pause everywhere, without them anywhere."),
  at: z.iso.datetime(),
});

export const pausesSchema = z.object({ pauses: z.array(pauseShown) });

export const replayShown = z.object({
  state: z.enum(["asked", "sorted", "done", "failed"]),
  askedBy: z.string(),
  at: z.iso.datetime(),
  why: z.string().optional(),
  sorting: z
    .object({
      kind: z.string(),
      spam: z.boolean(),
      wantsReply: z.boolean(),
      labels: z.array(z.string()),
      summary: z.string(),
    })
    .optional(),
  reply: z.string().optional(),
});

export type DecisionWanted = z.infer<typeof decisionWanted>;
export type DecisionMade = z.infer<typeof decisionMade>;
export type EditCleaned = z.infer<typeof editCleaned>;
export type RecoveryWanted = z.infer<typeof recoveryWanted>;
export type PauseShown = z.infer<typeof pauseShown>;
export type ReplayShown = z.infer<typeof replayShown>;
