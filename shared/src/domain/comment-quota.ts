import { z } from "zod";
import { COMMENTS_PER_HOUR, COMMENTS_PER_MINUTE, HOUR, MINUTE } from "./limits.ts";
import type { Kind } from "./shared-value.ts";
import { spread } from "./spread.ts";
import type { Source } from "./task.ts";
import { timeSchema } from "./time.ts";

/** When we commented for an account in the last hour, and until when GitHub wants to be left alone. Shared by all instances. */
const commentQuotaSchema = z.object({
  /** Milliseconds since the epoch, oldest first. */
  sent: z.array(z.number()),
  pausedUntil: timeSchema.optional(),
});

export type CommentQuota = z.infer<typeof commentQuotaSchema>;

export const COMMENT_QUOTAS: Kind<CommentQuota> = { name: "comment-quotas", schema: commentQuotaSchema };

/** GitHub counts by installation, and an account has one. */
export function quotaKey({ repo }: Source): string {
  return repo.owner.toLowerCase();
}

/** When the next comment may be sent: now or earlier means at once. */
export function nextComment({ sent, pausedUntil }: CommentQuota, now: Date): Date {
  const freeAt = (most: number, window: number) => {
    const recent = sent.filter((at) => at > now.getTime() - window);
    return recent.length < most ? 0 : (recent[recent.length - most] as number) + window;
  };
  return new Date(
    Math.max(freeAt(COMMENTS_PER_MINUTE, MINUTE), freeAt(COMMENTS_PER_HOUR, HOUR), pausedUntil?.getTime() ?? 0),
  );
}

/** One comment more; undefined if it may not be sent yet. */
export function takeComment(quota: CommentQuota, now: Date): CommentQuota | undefined {
  if (nextComment(quota, now) > now) return undefined;
  const sent = quota.sent.filter((at) => at > now.getTime() - HOUR);
  return { ...quota, sent: [...sent, now.getTime()] };
}

/** When a task that has to wait comes back: not all of them in the moment in which one of them may go. */
export function comeBackAt(next: Date, now: Date, taskId: string): Date {
  const wait = Math.max(next.getTime() - now.getTime(), MINUTE);
  return new Date(next.getTime() + Math.round(wait * spread(taskId)));
}
