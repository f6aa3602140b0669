import { createHash } from "node:crypto";
import { z } from "zod";
import { citationSchema } from "./citation.ts";
import { LONGEST_BODY } from "./limits.ts";
import { marked } from "./marker.ts";
import type { IssueContent, Source, Task } from "./task.ts";
import { cutContent } from "./texts.ts";

/** What whoever approves should know of a draft, beside its bytes. */
const notesSchema = z.object({
  citations: z.array(citationSchema),
  /** What it says, or quotes, without it being found in the documents. */
  unverified: z.array(z.string()),
  /** What cleaning took away. */
  removed: z.array(z.string()),
  /** Why it was made with less than was due, as when money is short. */
  spared: z.string().optional(),
});

export type Notes = z.infer<typeof notesSchema>;

/**
 * What would be done: these labels added, this comment posted, to the last byte.
 * The digest binds a decision to it, and to the issue as it stood. `updated_at` is no part of it: GitHub moves it for
 * things that change nothing.
 */
export const planSchema = z.object({
  revision: z.number().int().positive(),
  /** Only ever added. */
  labels: z.array(z.string()),
  /** The final bytes, footer and marker included. */
  body: z.string(),
  /** The inputRevision it was drafted from. */
  fromInput: z.number().int().nonnegative(),
  notes: notesSchema.optional(),
  digest: z.string(),
});

export type Plan = z.infer<typeof planSchema>;

/** The plan under its digest. Its body has the task's marker, whoever wrote it: unmarked, it could never be found again. */
export function sealPlan(task: Pick<Task, "id" | "source" | "issue">, plan: Omit<Plan, "digest">): Plan {
  const sealed = { ...plan, body: marked(task.id, plan.body) };
  if (sealed.body.length > LONGEST_BODY) {
    throw new RangeError(`a comment of ${sealed.body.length} characters; GitHub takes ${LONGEST_BODY}`);
  }
  return { ...sealed, digest: planDigest(task.source, task.issue, sealed) };
}

/** The digest that this plan has if the issue stands as given. Another digest than the plan's own means: something changed. */
export function planDigest(source: Source, issue: IssueContent, plan: Omit<Plan, "digest">): string {
  const { title, body, state, lastHumanCommentId = null } = cutContent(issue);
  const sealed = [
    source.repo.id,
    source.issue,
    plan.revision,
    plan.body,
    [...plan.labels].sort(),
    title,
    body,
    state,
    lastHumanCommentId,
  ];
  return createHash("sha256").update(JSON.stringify(sealed)).digest("hex");
}
