import {
  COMMENT_QUOTAS,
  type CommentQuota,
  comeBackAt,
  nextComment,
  quotaKey,
  takeComment,
} from "@frontdesk/shared/domain/comment-quota";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { HOUR } from "@frontdesk/shared/domain/limits";
import { defer, type Outcome } from "@frontdesk/shared/domain/outcome";
import type { Source, Task } from "@frontdesk/shared/domain/task";
import { after, later } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

export type QuotaDeps = { values: SharedValues; now: () => Date };

const NONE: CommentQuota = { sent: [] };

/** Why this task can't comment yet, if so: asked before GitHub is bothered with anything else. */
export async function whyWait(task: Task, { values, now }: QuotaDeps): Promise<Outcome | undefined> {
  const quota = (await values.get(COMMENT_QUOTAS, quotaKey(task.source))) ?? NONE;
  return waiting(task, quota, now());
}

/** Takes the right to one comment; if there is none now, the task comes back when there may be. */
export async function takeQuota(task: Task, { values, now }: QuotaDeps): Promise<Outcome | undefined> {
  const { stored, value = NONE } = await values.update(COMMENT_QUOTAS, quotaKey(task.source), (quota = NONE) => {
    const taken = takeComment(quota, now());
    return taken && { value: taken, expiresAt: later(after(now(), HOUR), taken.pausedUntil) };
  });
  return stored ? undefined : waiting(task, value, now());
}

/** GitHub has had enough of us: nobody comments for this account until then. */
export async function pauseComments(source: Source, until: Date, { values, now }: QuotaDeps): Promise<void> {
  await values.update(COMMENT_QUOTAS, quotaKey(source), (quota = NONE) => {
    const pausedUntil = later(until, quota.pausedUntil);
    return { value: { ...quota, pausedUntil }, expiresAt: later(after(now(), HOUR), pausedUntil) };
  });
}

/** Whatever call it is that GitHub names a limit at, the limit is the account's: the others need not meet it, too. */
export async function sharingLimits<T>(source: Source, deps: QuotaDeps, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unavailable && error.until) await pauseComments(source, error.until, deps);
    throw error;
  }
}

function waiting(task: Task, quota: CommentQuota, now: Date): Outcome | undefined {
  const next = nextComment(quota, now);
  if (next <= now) return undefined;
  return defer(comeBackAt(next, now, task.id), `GitHub takes no more comments until ${next.toISOString()}`);
}
