import type { Message } from "@frontdesk/shared/ports/chat";
import { link, markup, section } from "./slack-text.ts";

/** Counting ends there. */
export const MOST_COUNTED = 1_000;

/** Instead of a message each: how many wait in this channel. Undefined: no longer so many. */
export function buildDigest(channel: string, waiting: number | undefined, most: number, console: string): Message {
  const about = `digest of ${channel}`;
  if (waiting === undefined) {
    const text = `No more than ${most} replies wait now: each has a message of its own.`;
    return { about, text, blocks: [section(markup(text))] };
  }
  const text = `${waiting}${waiting < MOST_COUNTED ? "" : " or more"} replies wait for a decision.`;
  const more = `That is too many for a message each. ${link(`${console}/`, "Decide them on the console")}`;
  return { about, text, blocks: [section(markup(`*${text}* ${more}`))] };
}
