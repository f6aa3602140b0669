import { z } from "zod";
import type { Kind } from "./shared-value.ts";
import { timeSchema } from "./time.ts";

/** How a call ended. `running` is one that nobody has seen the end of. */
const CALL_ENDS = [
  ...(["running", "answered", "unusable", "cut short", "empty", "blocked", "broken off", "aborted"] as const),
  ...(["limited", "failing", "no model", "no cache", "denied", "invalid"] as const),
] as const;

/** One call of a model, whole: what was asked, what came back, what it cost. Found by its task. */
export const modelCallSchema = z.object({
  id: z.string(),
  taskId: z.string(),
  step: z.enum(["triage", "respond"]),
  purpose: z.string().optional(),
  model: z.string(),
  /** The very one that answered, as it says. */
  modelVersion: z.string().optional(),
  promptVersion: z.string(),
  /** Of everything that was asked, and of whom. A finished call of the same hash under the same prompt version need not be paid again. */
  inputHash: z.string(),
  /** What was sent after the prefix. */
  prompt: z.string(),
  /** Under which the prefix is kept, once for all calls that have it: `PREFIXES`. */
  prefixHash: z.string().optional(),
  response: z.string(),
  /** It answered what was asked. */
  finished: z.boolean(),
  ended: z.enum(CALL_ENDS).optional(),
  /** Why it ended in no answer. */
  why: z.string().optional(),
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

/** What many calls had in common, by the hash of it. It outlives them. */
const keptPrefixSchema = z.object({
  rules: z.string(),
  material: z.array(z.object({ key: z.string(), commit: z.string().optional(), text: z.string() })),
});

export type KeptPrefix = z.infer<typeof keptPrefixSchema>;

export const PREFIXES: Kind<KeptPrefix> = { name: "prefixes", schema: keptPrefixSchema };
