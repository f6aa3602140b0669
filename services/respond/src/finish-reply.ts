import { type Citation, locate } from "@frontdesk/shared/domain/citation";
import type { Notes, Plan } from "@frontdesk/shared/domain/plan";
import { documentsOf, FOOTER, sourcesLine } from "@frontdesk/shared/domain/reply-ending";
import type { RepoSettings } from "@frontdesk/shared/domain/repo-settings";
import type { Source } from "@frontdesk/shared/domain/task";
import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { leaksCanary } from "@frontdesk/shared/model/clean/find-canary";
import type { TextFile } from "@frontdesk/shared/repo/read-at-commit";
import { CANARY, type Written } from "./draft-question.ts";

export type Finishing = {
  source: Source;
  settings: RepoSettings;
  documents: readonly TextFile[];
  commit: string;
  labels: readonly string[];
  /** Where the repository can be seen: https://github.com, or an Enterprise Server. */
  web: string;
  spared?: string | undefined;
};

type Draft = Pick<Plan, "labels" | "body" | "notes">;

const MOST_NOTED = 20;
const LONGEST_NOTE = 300;

/** What a model wrote, made fit to be shown and posted; or why it isn't and never will be. */
export function finishReply(
  written: Written,
  given: Finishing,
): { draft: Draft } | { unfit: string; isAlarming: boolean } {
  const { source, settings, documents, commit, labels, web, spared } = given;
  const said = [
    written.reply,
    ...written.unsupported,
    ...written.citations.flatMap(({ path, quote }) => [path, quote]),
  ];
  if (said.some((text) => leaksCanary(text, CANARY))) {
    return { unfit: "the draft gives away the rules that it was made by", isAlarming: true };
  }
  const located = written.citations.map((quoted) => ({ quoted, citation: locate(quoted, documents, commit) }));
  const citations = distinct(located.flatMap(({ citation }) => citation ?? []));
  const unfound = located.flatMap(({ quoted, citation }) =>
    citation ? [] : [`not found in ${quoted.path}: “${quoted.quote}”`],
  );
  const madeFrom = { citations, documents: { commit, paths: documents.map(({ path }) => path) } };
  const { owner, name } = source.repo;
  const cleaned = cleanReply(written.reply, {
    ...{ repo: { owner, name }, host: new URL(web).hostname, links: settings.links },
    ...documentsOf(madeFrom, source, web),
  });
  if (cleaned.text.trim() === "")
    return { unfit: "nothing was left of the draft when it was cleaned", isAlarming: false };

  const notes: Notes = {
    ...madeFrom,
    unverified: noted([...written.unsupported, ...unfound]),
    removed: noted(cleaned.removed.map(({ kind, excerpt }) => `${kind}: ${excerpt}`)),
    ...(spared !== undefined && { spared }),
  };
  const parts = [cleaned.text.trimEnd(), sourcesLine(citations, source, web), FOOTER];
  const body = parts.filter((part) => part !== undefined).join("\n\n");
  return { draft: { labels: [...labels], body, notes } };
}

/** A reply that needed no model. */
export function plainReply(text: string, labels: readonly string[]): Draft {
  return { labels: [...labels], body: `${text}\n\n${FOOTER}` };
}

/** There is no money for a reply. */
export function labelsOnly(labels: readonly string[], spared: string): Draft {
  return { labels: [...labels], body: "", notes: { citations: [], unverified: [], removed: [], spared } };
}

function distinct(citations: readonly Citation[]): Citation[] {
  const byPlace = new Map(citations.map((one) => [`${one.path}#${one.fromLine}-${one.toLine}`, one]));
  return [...byPlace.values()].slice(0, MOST_NOTED);
}

function noted(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_NOTE).toWellFormed()))]
    .filter((text) => text !== "")
    .slice(0, MOST_NOTED);
}
