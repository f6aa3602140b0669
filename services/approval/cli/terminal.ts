/** Where a command reads and writes. */
export type Terminal = {
  out(text: string): void;
  err(text: string): void;
  /** Whether a person sits at it who can be asked. */
  isInteractive: boolean;
  colours: boolean;
  ask(question: string): Promise<string>;
};

export type Style = "bold" | "dim" | "good" | "bad" | "warn";

const CODES: Record<Style, string> = { bold: "1", dim: "2", good: "32", bad: "31", warn: "33" };

export function styled(style: Style, text: string, { colours }: Pick<Terminal, "colours">): string {
  return colours ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

/**
 * What strangers wrote, as it may be shown on a terminal: what would move the cursor, hide something or turn the line
 * around stands there as its number.
 */
export function harmless(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{C}\n\t]|[\u2028\u2029]/gu, numbered);
}

/** The same in one line. */
export function inLine(text: string): string {
  return harmless(text.replaceAll(/\s+/g, " ").trim());
}

/** JSON means the same with these as their numbers. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[^\P{C}\n]|[\u2028\u2029]/gu, (one) =>
    [...Array(one.length).keys()].map((index) => `\\u${hex(one.charCodeAt(index))}`).join(""),
  );
}

function numbered(one: string): string {
  return `<U+${hex(one.codePointAt(0) ?? 0)}>`.toUpperCase();
}

function hex(code: number): string {
  return code.toString(16).padStart(4, "0");
}
