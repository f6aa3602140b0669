/**
 * What a JSON text says, with the whole numbers that JavaScript can't hold as texts, digit by digit: a delivery's id has
 * more of them. Undefined if it is no JSON.
 *
 * Octokit's own parser makes BigInts of them, and of texts that look like its notes to itself: of an issue whose title
 * is `7n`, for one.
 */
export function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return undefined;
  }
}

/** `source`: https://tc39.es/proposal-json-parse-with-source */
function keepDigits(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  const isCut = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isCut && source !== undefined ? source : value;
}
