import { z } from "zod";

/** Where in the repository something that a reply says is written: checked against that commit, to the line. */
export const citationSchema = z.object({
  path: z.string(),
  commit: z.string(),
  fromLine: z.int().positive(),
  toLine: z.int().positive(),
});

export type Citation = z.infer<typeof citationSchema>;

/** What a model says it found, in the document's own words. */
export type Quoted = { path: string; quote: string };

/** Shorter ones stand everywhere and prove nothing. */
const SHORTEST_QUOTE = 12;

/**
 * The lines in which the quote stands in the document, white space aside; undefined if it doesn't. Models count lines
 * badly and quote well, so the words are what is checked.
 */
export function locate(
  { path, quote }: Quoted,
  documents: readonly { path: string; text: string }[],
  commit: string,
): Citation | undefined {
  const document = documents.find((one) => one.path === path.replace(/^\.?\//, ""));
  const wanted = squeezed(quote);
  if (!document || wanted.length < SHORTEST_QUOTE) return undefined;
  const { text, lineAt } = squeezedWithLines(document.text);
  const at = text.indexOf(wanted);
  if (at < 0) return undefined;
  return { path: document.path, commit, fromLine: lineAt(at), toLine: lineAt(at + wanted.length - 1) };
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The text with each run of white space as one space, and for each place in it the line that it came from. */
function squeezedWithLines(original: string): { text: string; lineAt(index: number): number } {
  const starts: { at: number; line: number }[] = [];
  let text = "";
  for (const [index, line] of original.split("\n").entries()) {
    const words = squeezed(line);
    if (words === "") continue;
    if (text !== "") text += " ";
    starts.push({ at: text.length, line: index + 1 });
    text += words;
  }
  const lineAt = (index: number) => starts.findLast(({ at }) => at <= index)?.line ?? 1;
  return { text, lineAt };
}
