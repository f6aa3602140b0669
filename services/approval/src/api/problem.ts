import { z } from "zod";

/** Every refusal of `/v1`, whatever it is (RFC 9457). */
export const problemSchema = z.object({
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe("What was wrong, with what value, and what to do next."),
  /** Where a decision came too late or on another draft: which of the domain's refusals it is. */
  because: z.string().optional(),
  /** Where somebody else was faster. */
  decided: z
    .object({
      by: z.string(),
      at: z.iso.datetime(),
      what: z.enum(["approved", "edited and approved", "rejected", "sent back"]),
    })
    .optional(),
});

export type Problem = z.infer<typeof problemSchema>;
