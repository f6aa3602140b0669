import { z } from "zod";
import { type Repo, repositoryKey } from "./repository.ts";
import type { Kind } from "./shared-value.ts";
import { timeSchema } from "./time.ts";

/** Somebody has stopped all posting, everywhere or in one repository. */
const pauseSchema = z.object({
  by: z.string(),
  at: timeSchema,
  why: z.string(),
  /** Which one, where it isn't everywhere: for whoever lists the pauses. */
  repo: z
    .object({
      installationId: z.int().optional(),
      repo: z.object({ id: z.int(), owner: z.string(), name: z.string() }),
    })
    .optional(),
});

export type Pause = z.infer<typeof pauseSchema>;

export const PAUSES: Kind<Pause> = { name: "pauses", schema: pauseSchema };

/** Everywhere, or one repository. */
export type Scope = "everywhere" | Repo;

export function pauseKey(scope: Scope): string {
  return scope === "everywhere" ? scope : repositoryKey(scope);
}
