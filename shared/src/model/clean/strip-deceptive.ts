import { type Removed, removal } from "./removed.ts";

/** Line separators that Markdown doesn't know and that readers of lines do. */
const LINE_ENDS = /\r\n?|[\u2028\u2029]/g;
const OTHER_BREAKS = /[\v\f\u0085]/g;

/** Joined emoji, flags of emoji tags, keycaps, and one style selector after a pictograph. */
const EMOJI =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}|[0-9#*]\uFE0F\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?(?:\u200D[\p{Extended_Pictographic}\u2640\u2642\u2695](?:\uFE0F|\p{EMod})?){0,5}\uFE0E?/u;

/** A joiner or non-joiner inside a word of a script that is written with them. */
const JOINING = "\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Khmr}\\p{scx=Mymr}";
const INDIC =
  "\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}";
const LETTER = `[[${JOINING}${INDIC}]&&[\\p{L}\\p{M}]]`;
const WORD_JOINER = new RegExp(`(?<=${LETTER})[\\u200C\\u200D](?=${LETTER})`, "v");

/** What has no picture, or turns the order of what has: also unpaired halves, private use and what is no character. */
const DECEPTIVE = /[[\p{DI}\p{Cc}\p{Co}\p{Cs}\p{NChar}\p{Bidi_C}\uFFF9-\uFFFC]--[\t\n]]/v;

/** Its groups: an emoji that may stay, a joiner that may stay, and a run of what may not. */
export const KEPT_OR_STRIPPED = new RegExp(
  `(${EMOJI.source})|(${WORD_JOINER.source})|((?:${DECEPTIVE.source})+)`,
  "gv",
);

/** The text without invisible and deceptive characters, its lines ended by line feeds. Nothing else is touched. */
export function stripDeceptive(text: string): { text: string; removed: Removed[] } {
  const found = new Map<string, number>();
  const lines = text.replace(LINE_ENDS, "\n").replace(OTHER_BREAKS, " ");
  const stripped = lines.replace(KEPT_OR_STRIPPED, (whole, emoji?: string, joiner?: string) => {
    if (emoji !== undefined || joiner !== undefined) return whole;
    for (const character of whole) found.set(character, (found.get(character) ?? 0) + 1);
    return "";
  });
  return { text: stripped, removed: describe(found) };
}

/** Whether it would be stripped, standing alone. */
export function isDeceptive(text: string): boolean {
  return text !== "" && stripDeceptive(text).text !== text;
}

function describe(found: ReadonlyMap<string, number>): Removed[] {
  if (found.size === 0) return [];
  const most = [...found].slice(0, 6).map(([character, count]) => {
    const code = character.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")} ×${count}`;
  });
  return [removal("invisible characters", most.join(", "))];
}
