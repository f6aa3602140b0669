import type { z } from "zod";

/** A kind of shared value: a collection of its own, with a schema of its own. */
export type Kind<T> = { name: string; schema: z.ZodType<T> };
