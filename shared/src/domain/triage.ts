import { z } from "zod";

export const KINDS = ["bug", "question", "feature", "docs", "other"] as const;

/** What sorting found. Closed enums only: no text of the model's decides anything further on. */
export const triageSchema = z.object({
  spam: z.boolean(),
  kind: z.enum(KINDS),
  labels: z.array(z.string()),
  confidence: z.number().min(0).max(1),
  wantsReply: z.boolean(),
  /** What has to be known before it can be answered: questions of the repository's own forms, or of a fixed list. */
  missing: z.array(z.string()).default([]),
  language: z.string(),
  /** One line for the approver. */
  summary: z.string(),
});

export type Triage = z.infer<typeof triageSchema>;
