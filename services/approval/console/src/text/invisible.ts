import { KEPT_OR_STRIPPED } from "@frontdesk/shared/model/clean/strip-deceptive";

/** A run of one character that has no picture of its own, to be drawn with its name. */
export type Unseen = { code: string; name: string; count: number; mild: boolean };

/** Spaces that look like the space and are another: they may stay, and are drawn all the same where bytes count. */
const OTHER_SPACE = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
const OTHER_SPACES = new RegExp(`${OTHER_SPACE.source}+`, "g");

const NAMES: Record<number, string> = {
  0: "null",
  7: "bell",
  8: "backspace",
  11: "vertical tab",
  12: "form feed",
  13: "carriage return",
  27: "escape",
  127: "delete",
  133: "next line",
  160: "no-break space",
  173: "soft hyphen",
  847: "grapheme joiner",
  1564: "Arabic letter mark",
  4447: "Hangul filler",
  4448: "Hangul filler",
  5760: "Ogham space",
  6158: "Mongolian vowel separator",
  8192: "en quad",
  8193: "em quad",
  8194: "en space",
  8195: "em space",
  8199: "figure space",
  8201: "thin space",
  8202: "hair space",
  8203: "zero-width space",
  8204: "zero-width non-joiner",
  8205: "zero-width joiner",
  8206: "left-to-right mark",
  8207: "right-to-left mark",
  8232: "line separator",
  8233: "paragraph separator",
  8234: "left-to-right embedding",
  8235: "right-to-left embedding",
  8236: "end of direction",
  8237: "left-to-right override",
  8238: "right-to-left override",
  8239: "narrow no-break space",
  8287: "math space",
  8288: "word joiner",
  8294: "left-to-right isolate",
  8295: "right-to-left isolate",
  8296: "first strong isolate",
  8297: "end of isolate",
  12288: "ideographic space",
  12644: "Hangul filler",
  65279: "byte order mark",
  65532: "object replacement",
};

/** The text in pieces: words as they are, and what cannot be seen as what it is. Joined together again they are the text. */
export function revealUnseen(text: string): (string | Unseen)[] {
  const pieces: (string | Unseen)[] = [];
  let from = 0;
  for (const match of text.matchAll(KEPT_OR_STRIPPED)) {
    const [whole, emoji, joiner] = match;
    if (emoji !== undefined || joiner !== undefined) continue;
    pieces.push(...revealSpaces(text.slice(from, match.index)), ...runsOf(whole, false));
    from = match.index + whole.length;
  }
  return [...pieces, ...revealSpaces(text.slice(from))];
}

/** How many there are that were put there to not be seen. */
export function countUnseen(text: string): number {
  return revealUnseen(text).reduce(
    (sum, piece) => sum + (typeof piece === "string" || piece.mild ? 0 : piece.count),
    0,
  );
}

function revealSpaces(text: string): (string | Unseen)[] {
  if (!OTHER_SPACE.test(text)) return text === "" ? [] : [text];
  const pieces: (string | Unseen)[] = [];
  let from = 0;
  for (const match of text.matchAll(OTHER_SPACES)) {
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push(...runsOf(match[0], true));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function runsOf(characters: string, mild: boolean): Unseen[] {
  const runs: Unseen[] = [];
  for (const character of characters) {
    const number = character.codePointAt(0) ?? 0;
    const code = `U+${number.toString(16).toUpperCase().padStart(4, "0")}`;
    const last = runs.at(-1);
    if (last?.code === code) last.count += 1;
    else runs.push({ code, name: nameOf(number), count: 1, mild });
  }
  return runs;
}

function nameOf(number: number): string {
  const known = NAMES[number];
  if (known !== undefined) return known;
  if (number >= 0xe0020 && number <= 0xe007e) return `hidden “${String.fromCodePoint(number - 0xe0000)}”`;
  if (number >= 0xe0000 && number <= 0xe007f) return "tag character";
  if ((number >= 0xfe00 && number <= 0xfe0f) || (number >= 0xe0100 && number <= 0xe01ef)) return "variation selector";
  if (number < 0x20 || (number >= 0x80 && number < 0xa0)) return "control character";
  if (number >= 0xd800 && number <= 0xdfff) return "half a character";
  if ((number >= 0xe000 && number <= 0xf8ff) || number >= 0xf0000) return "private character";
  return "invisible character";
}
