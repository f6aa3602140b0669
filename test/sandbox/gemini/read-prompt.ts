import type { Content } from "./contents.ts";
import { type Document, findDocuments, withoutDocuments } from "./find-documents.ts";
import { findIssue, type Issue, indexOfIssue, withoutIssue } from "./find-issue.ts";
import { listIn } from "./find-section.ts";
import { type Language, languageNamed } from "./languages.ts";
import { unescaped } from "./unescape.ts";

export type Prompt = {
  issue: Issue;
  /** Those that stand in a tag, oldest first. */
  comments: string[];
  /** What was said last, where a conversation goes on after the issue. */
  latest: string | undefined;
  /** Looked for when they are needed: they are most of a prompt. */
  documents: () => Document[];
  labels: string[];
  /** What somebody found to be missing. */
  missing: string[];
  language: Language | undefined;
};

type Told = { system: string; cached: Content[]; contents: Content[] };

const LABELS = /(?:the |repo(?:sitory)?(?:'s)? |available |allowed |known |existing )*labels/;
const COMMENT = /<comment\b([^>]*)>([\s\S]*?)<\/comment>/gi;
const MISSING = /missing(?:[ _-]?info(?:rmation)?)?|needs[ _-]?info/;

/** Finds what a model would be shown, in whatever layout: tags, headings, JSON, or none. */
export function readPrompt({ system, cached, contents }: Told): Prompt {
  const turns = contents.filter(({ role }) => role === "user").map(({ text }) => text);
  const fixed = [system, ...cached.map(({ text }) => text)];
  const whole = [...fixed, ...turns].join("\n\n");
  const withIssue = indexOfIssue(turns);
  const issueTurn = turns[withIssue] ?? turns[0] ?? whole;
  const told = withoutDocuments(withoutIssue(issueTurn)).replace(COMMENT, "");
  return {
    issue: findIssue(issueTurn),
    comments: turns.flatMap(commentsIn).map(({ said }) => said),
    latest: latestOf(turns.slice(Math.max(0, withIssue))),
    documents: () => findDocuments(whole),
    labels: listIn([...fixed.map(withoutDocuments), told].join("\n\n"), LABELS),
    missing: listIn(told, MISSING),
    language: languageIn(told),
  };
}

/** The reporter's newest comment, or anybody's; where nothing has a tag, the last turn after that with the issue. */
function latestOf(turns: string[]): string | undefined {
  const comments = turns.flatMap(commentsIn);
  const newest = comments.findLast(({ by }) => /reporter|author/.test(by)) ?? comments.at(-1);
  if (newest) return newest.said;
  const [first = "", ...later] = turns;
  // A last turn beside an issue in a tag is a wish of ours.
  return withoutIssue(first) === first ? later.at(-1)?.trim() : undefined;
}

function commentsIn(turn: string): { by: string; said: string }[] {
  return [...turn.matchAll(COMMENT)].map(([, by = "", said = ""]) => ({ by, said: unescaped(said).trim() }));
}

/** The first that is named as in "Language: de", `language="de"` or JSON. */
function languageIn(text: string): Language | undefined {
  const named = text.matchAll(/\blanguage"?\s*[:=]\s*["'`]?([a-z]+)/gi);
  return [...named].map(([, name = ""]) => languageNamed(name)).find(Boolean);
}
