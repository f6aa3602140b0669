import { createHmac, timingSafeEqual } from "node:crypto";
import { HOUR } from "@frontdesk/shared/domain/limits";

/** GitHub's code is good for as long. */
const GOOD_FOR = HOUR;

/**
 * What goes to GitHub and comes back with its code: it says that the very session that began is the one that goes on. Made
 * from what only that session knows, so that nothing has to be kept.
 */
export function makeSetupState(session: string, now: Date): string {
  const until = String(now.getTime() + GOOD_FOR);
  return `${until}.${signed(session, until)}`;
}

export function isSetupState(text: string, session: string, now: Date): boolean {
  const [until = "", signature = ""] = text.split(".");
  const [given, expected] = [Buffer.from(signature), Buffer.from(signed(session, until))];
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  return isOurs && Number(until) > now.getTime();
}

function signed(session: string, until: string): string {
  return createHmac("sha256", session).update(`create the GitHub App until ${until}`).digest("base64url");
}
