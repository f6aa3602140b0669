type Kind = "letter" | "digit" | "space" | "sign" | "accented" | "ideograph" | "surrogate";

/** How many characters of a kind one token holds at most. */
const LONGEST: { [kind in Kind]: number } = {
  ...{ letter: 5, digit: 1, space: 16, sign: 2, accented: 3, ideograph: 2, surrogate: 2 },
};

/** About as many as Gemini counts: some four characters of English each. */
export function countTokens(text: string): number {
  return walk(text, Number.POSITIVE_INFINITY).count;
}

/** The first tokens of a text. */
export function cutTokens(text: string, most: number): string {
  return text.slice(0, walk(text, most).end);
}

function walk(text: string, most: number): { count: number; end: number } {
  let count = 0;
  let end = 0;
  while (end < text.length && count < most) {
    end = endOfToken(text, end);
    count += 1;
  }
  return { count, end };
}

function endOfToken(text: string, start: number): number {
  // A space belongs to the word after it.
  const first = text.charCodeAt(start) === 32 && start + 1 < text.length ? start + 1 : start;
  const kind = kindOf(text.charCodeAt(first));
  let end = first + 1;
  while (end < text.length && end - first < LONGEST[kind] && kindOf(text.charCodeAt(end)) === kind) end += 1;
  return end;
}

function kindOf(code: number): Kind {
  if (code <= 32) return "space";
  if (code < 128) {
    const lower = code | 32;
    if (lower >= 97 && lower <= 122) return "letter";
    return code >= 48 && code <= 57 ? "digit" : "sign";
  }
  if (code < 0x2e80) return "accented";
  return code >= 0xd800 && code < 0xe000 ? "surrogate" : "ideograph";
}
