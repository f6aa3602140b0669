import { z } from "zod";
import { MINUTE, SECOND } from "./limits.ts";
import type { Kind } from "./shared-value.ts";
import { after, timeSchema } from "./time.ts";

/** What is known of a message that shows a task, or how many wait. It is a picture: whatever is in it can be made anew. */
const noticeSchema = z.object({
  channel: z.string(),
  /** Which message of the channel it is. None: nobody knows of one. */
  ts: z.string().optional(),
  /** The version of the task that it shows, or that needs no message. */
  shownVersion: z.number().int().nonnegative(),
  /** Of all that it shows: what would change nothing is not sent. */
  shown: z.string().optional(),
  /** The task waits for a person. */
  waits: z.boolean(),
  /** Which question people have been told of, by something that makes a sound. */
  told: z.string().optional(),
  /** A message may be under way, or there, since then. `isBlind`: the one before it may be there, too. */
  sending: z.object({ since: timeSchema, isBlind: z.boolean() }).optional(),
  /** Who moves it, until when. */
  claim: z.object({ token: z.string(), until: timeSchema }).optional(),
  /** How often in a row it could not be moved. */
  failures: z.number().int().nonnegative(),
});

export type Notice = z.infer<typeof noticeSchema>;

/** By the task's id. */
export const NOTICES: Kind<Notice> = { name: "notices", schema: noticeSchema };
/** The message that says how many wait, where they are too many for one each. By the channel. */
export const DIGESTS: Kind<Notice> = { name: "digests", schema: noticeSchema };

/** For waiting for a turn, looking, and sending. */
export const NOTICE_LEASE = 60 * SECOND;
/** What must be left of the lease when something is sent: longer than sending takes. */
export const NOTICE_SEND_MARGIN = 20 * SECOND;
/** A message that was accepted can be found from then on, counted from when sending was noted. */
export const NOTICE_VISIBLE_AFTER = 30 * SECOND;

const FIRST_RETRY = 10 * SECOND;
const LONGEST_RETRY = 5 * MINUTE;

export function newNotice(channel: string): Notice {
  return { channel, shownVersion: 0, waits: true, failures: 0 };
}

/** The notice in the hands of one mover; undefined while it is in another's. */
export function claimNotice(notice: Notice, token: string, now: Date): Notice | undefined {
  if (notice.claim && notice.claim.token !== token && notice.claim.until > now) return undefined;
  return { ...notice, claim: { token, until: after(now, NOTICE_LEASE) } };
}

/** When to try again what failed so often in a row. */
export function retryNoticeAt(failures: number, now: Date): Date {
  return after(now, Math.min(FIRST_RETRY * 2 ** Math.max(0, failures - 1), LONGEST_RETRY));
}
