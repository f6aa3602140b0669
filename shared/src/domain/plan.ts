import { createHash } from "node:crypto";
import { z } from "zod";
import { citationSchema } from "./citation.ts";
import { LONGEST_BODY } from "./limits.ts";
import { marked } from "./marker.ts";
import type { IssueContent, Source, Task } from "./task.ts";
import { cutContent } from "./texts.ts";

/** What whoever approves should know of a draft, beside its bytes. */
export const notesSchema = z.object({
  citations: z.array(citationSchema),
  /** What it was drafted from, cited or not. Not known of older drafts. */
  documents: z.object({ commit: z.string(), paths: z.array(z.string()) }).optional(),
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
  /** The final bytes, footer and marker included. Empty where only labels are planned: see `isLabelsOnly`. */
  body: z.string(),
  /** The inputRevision it was drafted from. */
  fromInput: z.number().int().nonnegative(),
  notes: notesSchema.optional(),
  digest: z.string(),
});

export type Plan = z.infer<typeof planSchema>;

/**
 * Whether labels are all that is planned, because there was no money left for a reply. Such a plan is never posted: its
 * task is skipped, for a person to see, once its labels are added or proposed as the repository's owners want it.
 * A comment that isn't there needs no intent, no marker and no look, so posting knows of none.
 */
export function isLabelsOnly({ body }: Pick<Plan, "body">): boolean {
  return body === "";
}

/** Why a task with such a plan ends. */
export function whyLabelsOnly({ notes }: Pick<Plan, "notes">): string {
  return ["labels only", notes?.spared].filter(Boolean).join(": ");
}

/**
 * The plan under its digest. A comment has the task's marker, whoever wrote it: unmarked, it could never be found again.
 */
export function sealPlan(task: Pick<Task, "id" | "source" | "issue">, plan: Omit<Plan, "digest">): Plan {
  const sealed = { ...plan, body: isLabelsOnly(plan) ? "" : marked(task.id, plan.body) };
  if (sealed.body.length > LONGEST_BODY) {
    throw new RangeError(`a comment of ${sealed.body.length} characters; GitHub takes ${LONGEST_BODY}`);
  }
  return { ...sealed, digest: planDigest(task.source, task.issue, sealed) };
}

/** Whether the issue stands as it did when the plan was sealed. */
export function isSealedOn(issue: IssueContent, { source, plan }: { source: Source; plan: Plan }): boolean {
  // What older plans are sealed on has no hash of a comment.
  const { lastHumanCommentHash, ...withoutHash } = issue;
  return [issue, withoutHash].some((stands) => planDigest(source, stands, plan) === plan.digest);
}

/** The digest that this plan has if the issue stands as given. */
export function planDigest(source: Source, issue: IssueContent, plan: Omit<Plan, "digest">): string {
  const { title, body, state, lastHumanCommentId = null, lastHumanCommentHash } = cutContent(issue);
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
    ...(lastHumanCommentHash === undefined ? [] : [lastHumanCommentHash]),
  ];
  return createHash("sha256").update(JSON.stringify(sealed)).digest("hex");
}
