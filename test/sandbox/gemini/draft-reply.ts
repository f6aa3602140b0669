import { findPassages, type Passage } from "./find-passages.ts";
import { guessLanguage } from "./languages.ts";
import { missingIn, PHRASES } from "./phrases.ts";
import type { Prompt } from "./read-prompt.ts";
import { sortIssue } from "./sort-issue.ts";

export type Citation = { path: string; start: number; end: number; quote: string };
export type Draft = { body: string; citations: Citation[] };

const MOST_QUOTED = 600;

/** A reply out of the documents in the prompt, in the reporter's language. Each quote is cited, line for line. */
export function draftReply(prompt: Prompt): Draft {
  const { issue, latest, documents, missing } = prompt;
  const heard = latest === undefined ? issue : { title: latest, body: `${issue.title}\n${issue.body}` };
  const { kind } = sortIssue(issue, []);
  const language = prompt.language ?? guessLanguage(`${heard.title}\n${heard.body}`);
  const say = PHRASES[language];
  const unknown = kind === "bug" || kind === "question" ? say.unknown : say.look;
  const citations = findPassages(documents(), heard).slice(0, 2).map(quoted);
  const paragraphs = [say[kind]];
  for (const [index, { path, start, end, quote }] of citations.entries()) {
    const lines = start === end ? `${start}` : `${start}–${end}`;
    paragraphs.push((index === 0 ? say.says : say.also).replace("{}", `\`${path}\` (${lines})`));
    paragraphs.push(quote.includes("```") ? quote : quote.replace(/^/gm, "> "));
  }
  if (missing.length) paragraphs.push(say.ask, missing.map((item) => `- ${missingIn(language, item)}`).join("\n"));
  else paragraphs.push(citations.length ? say.close : unknown);
  return { body: paragraphs.join("\n\n"), citations };
}

/** Whole lines, as many as may be quoted; a block of code in one piece. */
function quoted({ path, start, end, text }: Passage): Citation {
  const lines = text.split("\n");
  let most = lines.length;
  const fenced = /^\s*(```|~~~)/.test(text);
  while (!fenced && most > 1 && lines.slice(0, most).join("\n").length > MOST_QUOTED) most -= 1;
  return { path, start, end: end - (lines.length - most), quote: lines.slice(0, most).join("\n") };
}
