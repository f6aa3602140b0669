import { type AllowedLinks, createAddressFor } from "./allow-links.ts";
import { asPlainText } from "./as-plain-text.ts";
import { type Cleaning, startCleaning } from "./cleaning.ts";
import { cutReply, endOfFence } from "./cut-reply.ts";
import { applyEdits } from "./edit.ts";
import { findEdits } from "./find-edits.ts";
import { createDecode } from "./map-text.ts";
import { parseReply } from "./parse-reply.ts";
import { distinct, type Removed, removal } from "./removed.ts";
import { stripDeceptive } from "./strip-deceptive.ts";
import { isTangled } from "./tangled.ts";

/** Marker and footer still fit under GitHub's limit. */
const LONGEST_REPLY = 60_000;
/** A layer of disguise comes off with each. */
const MOST_ROUNDS = 8;

export type Allowed = AllowedLinks & { longest?: number };

/**
 * The reply as it may be shown and posted: no images, HTML, mentions, closing keywords, slash commands, links off the
 * list, invisible characters. A relative link to a document leads to it at its commit. What is not among these comes
 * out byte for byte, and what has been cleaned is clean.
 */
export function cleanReply(markdown: string, allowed: Allowed): { text: string; removed: Removed[] } {
  const longest = allowed.longest ?? LONGEST_REPLY;
  const given = { repo: allowed.repo, addressFor: createAddressFor(allowed), decode: createDecode() };
  const visible = stripDeceptive(markdown);
  const isCut = visible.text.length > longest;
  const removed = [...visible.removed];
  const read = (text: string) => {
    const result = cleanUntilNothingChanges(text, given);
    removed.push(...result.removed);
    return result;
  };

  const first = read(stripDeceptive(visible.text.slice(0, longest)).text);
  const tooLong = isCut || first.text.length > longest;
  if (tooLong) removed.push(removal("length", `${visible.text.length} characters`));
  const last = tooLong && !first.gaveUp ? read(cutReply(first.text, longest)) : first;
  const gaveUp = last.gaveUp || last.text.length > longest;
  const text = gaveUp ? asPlainText(last.text, longest, tooLong) : last.text;
  return { text, removed: text === markdown ? [] : distinct(removed) };
}

type Given = Pick<Cleaning, "repo" | "addressFor" | "decode">;
type Read = { text: string; removed: Removed[]; gaveUp: boolean };

/** Taking something away can put together what was apart, so it is read again until there is nothing to do. */
function cleanUntilNothingChanges(start: string, given: Given): Read {
  const removed: Removed[] = [];
  let text = start;
  for (let round = 0; round < MOST_ROUNDS && !isTangled(text); round++) {
    const root = parseReply(text);
    const edited = applyEdits(text, findEdits(root, startCleaning(text, root, given)));
    const stripped = stripDeceptive(edited.text);
    // What is put below the reply must not end up in its last block of code.
    if (stripped.text === text) return { text: text + endOfFence(text, root), removed, gaveUp: false };
    removed.push(...edited.removed, ...stripped.removed);
    text = stripped.text;
  }
  return { text, removed: [...removed, removal("formatting", text)], gaveUp: true };
}
