import { z } from "zod";
import { timeSchema } from "./time.ts";

/** One call of a model, whole: what was asked, what came back, what it cost. Found by its task. */
export const modelCallSchema = z.object({
  id: z.string(),
  taskId: z.string(),
  step: z.enum(["triage", "respond"]),
  model: z.string(),
  promptVersion: z.string(),
  /** Of everything that was sent. A finished call of the same hash under the same prompt version need not be paid again. */
  inputHash: z.string(),
  prompt: z.string(),
  response: z.string(),
  finished: z.boolean(),
  tokens: z.object({
    input: z.number().int().nonnegative(),
    /** The part of the input that came from a cache. */
    cached: z.number().int().nonnegative(),
    output: z.number().int().nonnegative(),
    thoughts: z.number().int().nonnegative(),
  }),
  costMicros: z.number().int().nonnegative(),
  latencyMs: z.number().nonnegative(),
  attempt: z.number().int().positive(),
  at: timeSchema,
});

export type ModelCall = z.infer<typeof modelCallSchema>;
