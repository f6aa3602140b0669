import type { Root } from "mdast";
import { childrenOf, parseReply, placeOf } from "./parse-reply.ts";

/** What a reply ends with if not all of it fits. */
export const CUT_NOTE = "*(Shortened: the rest does not fit into one comment.)*";

const LONGEST_FENCE = 10;

/**
 * At most this many characters, cut between two blocks if that is not far up, with a note that says so. What it ends
 * with is taken for broken off, even if all of it fits.
 */
export function cutReply(text: string, most: number): string {
  const room = Math.min(most - CUT_NOTE.length - "\n\n".length - LONGEST_FENCE, text.length - 1);
  if (room <= 0) return CUT_NOTE.slice(0, Math.max(0, most));
  const fitting = childrenOf(parseReply(text)).filter((block) => placeOf(block).end <= room);
  const last = fitting.at(-1);
  const whole = last ? placeOf(last).end : 0;
  const body = text.slice(0, whole >= room / 2 ? whole : lastBreak(text, room)).trimEnd();
  return body === "" ? CUT_NOTE : `${body}${endOfFence(body, parseReply(body))}\n\n${CUT_NOTE}`;
}

/** What closes the block of code that the text ends in, if it ends in one. `root` is the text as it was parsed. */
export function endOfFence(text: string, root: Root): string {
  const last = childrenOf(root).at(-1);
  if (last?.type !== "code") return "";
  const code = text.slice(placeOf(last).start, placeOf(last).end);
  const [fence] = /^(?:`{3,}|~{3,})/.exec(code) ?? [];
  if (fence === undefined || fence.length >= LONGEST_FENCE) return "";
  const lastLine = /\n {0,3}(`{3,}|~{3,})[ \t]*$/.exec(code)?.[1];
  return lastLine?.startsWith(fence) ? "" : `\n${fence}`;
}

/** Where to cut inside a block: between paragraphs, else lines, else words, unless that is far up. */
function lastBreak(text: string, room: number): number {
  for (const separator of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(separator, room - separator.length);
    if (at >= room / 2) return at;
  }
  return /[\uD800-\uDBFF]/.test(text.charAt(room - 1)) ? room - 1 : room;
}
