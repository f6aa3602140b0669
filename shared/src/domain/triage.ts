import { z } from "zod";

/** What sorting found. Closed enums only: no text of the model's decides anything further on. */
export const triageSchema = z.object({
  spam: z.boolean(),
  kind: z.enum(["bug", "question", "feature", "docs", "other"]),
  labels: z.array(z.string()),
  confidence: z.number().min(0).max(1),
  wantsReply: z.boolean(),
  language: z.string(),
  /** One line for the approver. */
  summary: z.string(),
});

export type Triage = z.infer<typeof triageSchema>;
