import { cleanCodeText } from "./clean-code.ts";
import { CUT_NOTE } from "./cut-reply.ts";
import { applyEdits, type Edit } from "./edit.ts";
import { findMarkers } from "./find-markers.ts";

const OPEN = "```\n";
const CLOSE = "\n```";
const OURS = /^```\n((?:(?!```)[\s\S])*)\n```$/;

/**
 * The whole reply as one block of plain code, for what cannot be cleaned in bounded time: everything is there to be
 * read, and nothing acts. One that is such a block already stays one.
 */
export function asPlainText(text: string, longest: number, isCut: boolean): string {
  const room = Math.max(0, longest - OPEN.length - CLOSE.length);
  const inside = OURS.exec(text)?.[1] ?? text.replace(/`{3,}/g, (ticks) => "'".repeat(ticks.length));
  const harmless = untilNothingChanges(inside, (code) => [...findMarkers(code), ...cleanCodeText(`\n${code}`, -1)]);
  if (harmless.length <= room && !isCut) return OPEN + harmless + CLOSE;
  const upTo = harmless.slice(0, Math.max(0, room - CUT_NOTE.length - 1));
  const lines = upTo.slice(0, upTo.includes("\n") ? upTo.lastIndexOf("\n") : upTo.length).toWellFormed();
  return `${OPEN}${lines}\n${CUT_NOTE}${CLOSE}`.slice(0, Math.max(longest, 0));
}

function untilNothingChanges(code: string, edits: (code: string) => Edit[]): string {
  let before = code;
  for (;;) {
    const { text } = applyEdits(before, edits(before));
    if (text === before) return text;
    before = text;
  }
}
