/** Slack counts what it has to encode as long as it then is. */
const COSTLY: { [character: string]: number } = { "&": 5, "<": 4, ">": 4 };

export type CutDraft = { shown: string; moreLines: number };

/** As much of the draft as fits, up to the end of a paragraph, else of a line, else of a word; and how many lines are left. */
export function cutDraft(draft: string, most: { characters: number; lines: number }): CutDraft {
  const fits = Math.min(fitting(draft, most.characters), endOfLine(draft, most.lines));
  if (fits === draft.length) return { shown: draft, moreLines: 0 };
  const head = draft.slice(0, fits);
  const end = ["\n\n", "\n", " "].map((at) => head.lastIndexOf(at)).find((at) => at > fits / 2) ?? fits;
  const shown = draft
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
  const rest = draft.slice(end).trim();
  return { shown, moreLines: rest === "" ? 0 : rest.split("\n").length };
}

function endOfLine(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at + 1;
}

function fitting(text: string, most: number): number {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    cost += COSTLY[text[at] as string] ?? 1;
    if (cost > most) return at;
  }
  return text.length;
}
