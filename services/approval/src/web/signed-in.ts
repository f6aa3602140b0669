import { HOUR } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, later, timeSchema } from "@frontdesk/shared/domain/time";
import type { Entry } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";

/** However busy somebody is, they sign in once a day. */
export const SESSION_LASTS = 12 * HOUR;

/**
 * A person's sessions, wherever they run, and the person's own token for GitHub. All of them are one value, so that to sign
 * out everywhere is one commit that every instance sees with its next request.
 */
const signedInSchema = z.object({
  sessions: z.array(
    z.object({
      /** Of what the cookie holds: who reads the store can't make the cookie. */
      tag: z.string(),
      startedAt: timeSchema,
      seenAt: timeSchema,
    }),
  ),
  /** Sealed. The newest sign-in's, for all sessions: it is the same person's. */
  token: z.string().optional(),
});

export type SignedIn = z.infer<typeof signedInSchema>;

/** By the person's id. */
export const SIGNED_IN: Kind<SignedIn> = { name: "signed-in", schema: signedInSchema };

/** As it is stored: for as long as a session lasts. Without sessions there is nothing to keep, the token least of all. */
export function entryOf(signedIn: SignedIn, now: Date): Entry<SignedIn> {
  const [first, ...others] = signedIn.sessions.map(({ startedAt }) => startedAt);
  if (first === undefined) return { value: { sessions: [] }, expiresAt: now };
  return { value: signedIn, expiresAt: after(others.reduce(later, first), SESSION_LASTS) };
}

/** "you" is whoever sits at this machine. */
export type Who = { id: string; name: string };

export const YOU: Who = { id: "you", name: "you" };
