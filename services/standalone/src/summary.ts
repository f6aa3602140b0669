export type SummaryLine = { name: string; value: string; says?: string };

type Look = { colours: boolean };

/** What is printed once everything runs: where things are, most important first. */
export function summary(title: string, lines: readonly SummaryLine[], notes: readonly string[], look: Look): string {
  const bold = styled(1, look);
  const dim = styled(2, look);
  const width = Math.max(...lines.map(({ name }) => name.length)) + 3;
  const rows = lines.map(({ name, value, says }, index) => {
    const shown = index === 0 ? bold(value) : value;
    return `    ${dim(name.padEnd(width))}${shown}${says === undefined ? "" : `  ${dim(says)}`}`;
  });
  return [
    "",
    `  ${brass(look)("▲")} ${bold(title)}`,
    "",
    ...rows,
    "",
    ...notes.map((note) => `    ${note}`),
    "",
    "",
  ].join("\n");
}

/** Terminals that can, and people who did not say that they don't want to (https://no-color.org). */
export function wantsColours(isTerminal: boolean, noColour: string | undefined): boolean {
  return isTerminal && (noColour === undefined || noColour === "");
}

function styled(code: number, { colours }: Look): (text: string) => string {
  return (text) => (colours ? `\u001b[${code}m${text}\u001b[22m` : text);
}

function brass({ colours }: Look): (text: string) => string {
  return (text) => (colours ? `\u001b[33m${text}\u001b[39m` : text);
}
