/** Every duration and bound of a task's life. Times are milliseconds. Stages' own deadlines stand in `pipeline.ts`. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** In characters. A title and a body are no longer on GitHub; everything else is ours to cut. */
export const LONGEST_TITLE = 1_024;
export const LONGEST_BODY = 65_536;
export const LONGEST_REASON = 2_000;
export const LONGEST_GUIDANCE = 10_000;

/** A delivery that compresses to more bytes than this is not kept as it came. */
export const LARGEST_RAW_BODY = 700_000;

/** So many of the newest comments are looked at: where there are fewer, they are all. */
export const NEWEST_COMMENTS = 100;

/** Claims in one state before the task parks instead of being tried again. */
export const MAX_ATTEMPTS = 5;

/**
 * How often something is sorted or drafted anew because of the outside, since the last human decision; from then on the
 * difference is shown instead.
 */
export const MAX_REDRAFTS = 3;

/** A task that entered a state is announced at once; this is when the sweep does it again. */
export const ANNOUNCE_AFTER = 60 * SECOND;
/** The sweep's announcements back off from `ANNOUNCE_AFTER` to this. */
export const ANNOUNCE_AT_MOST_EVERY = 15 * MINUTE;

/** A lease that ran out is looked at this much later, so that a worker at its deadline is not raced. */
export const LEASE_GRACE = 30 * SECOND;

export const FIRST_BACKOFF = 15 * SECOND;
export const LONGEST_BACKOFF = 15 * MINUTE;

/** What is away for longer than this is a person's to see to: from then on it counts as failing. */
export const LONGEST_OUTAGE = 24 * HOUR;

/** GitHub asks for at least this after a limit, whatever its answer says. */
export const LIMIT_PAUSE = 60 * SECOND;

/** GitHub's own limits on what creates content, for one installation. */
export const COMMENTS_PER_MINUTE = 80;
export const COMMENTS_PER_HOUR = 500;

/** An edit is rarely alone: the redraft waits for the next one. */
export const QUIET_AFTER_EDIT = 2 * MINUTE;

export const APPROVAL_DEADLINE = 7 * DAY;
export const REMINDER_EVERY = 24 * HOUR;

/** What must be left of the lease when the intent is committed, and when the request is sent. */
export const INTENT_MARGIN = 20 * SECOND;
export const SEND_MARGIN = 10 * SECOND;

/** When to look for a comment that may or may not be there, counted from the intent. */
export const LOOKS_AFTER_INTENT = [10 * SECOND, MINUTE, 5 * MINUTE] as const;
/** The last look, counted from the end of the intent's lease. Only this one may park. */
export const LAST_LOOK_AFTER_LEASE = 15 * MINUTE;
