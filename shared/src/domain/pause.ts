import { z } from "zod";
import { change, describe, type Moment, type Ruling, refuse, stay } from "./change.ts";
import { ANNOUNCE_AFTER } from "./limits.ts";
import { type Repo, repositoryKey } from "./repository.ts";
import type { Kind } from "./shared-value.ts";
import type { Task, TaskIn } from "./task.ts";
import { after, timeSchema } from "./time.ts";

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

const HELD = "paused by ";

/** Why a task is put off. By this it is told from those that wait for something else. */
export function whyHeld({ by, why }: Pause): string {
  return `${HELD}${by}${why && `: ${why}`}`;
}

/** A pause has put it off, and nobody has worked on it since. */
export function isHeld(task: Task): task is TaskIn<"approved"> {
  return task.state === "approved" && task.why.startsWith(HELD);
}

/** The pause is over: what it put off may be posted now. The decision is as it was. */
export function resume(task: Task, at: Moment): Ruling {
  if (!isHeld(task)) return refuse("state", describe(task));
  const resumed = stay(task, { notBefore: undefined, announcements: 0, dueAt: after(at.now, ANNOUNCE_AFTER) });
  return change("resume", task, resumed, at, `resumed by ${at.by}`);
}
