import { createHash } from "node:crypto";
import { posix } from "node:path";
import { z } from "zod";
import { DAY } from "../domain/limits.ts";
import type { RepoSettings } from "../domain/repo-settings.ts";
import { repositoryKey } from "../domain/repository.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after } from "../domain/time.ts";
import { type File, type Gone, isGone } from "../ports/code-host.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import { type AtCommit, type ReadDeps, readFiles, type TextFile } from "./read-at-commit.ts";

export type DocumentsDeps = ReadDeps & { values: SharedValues; now: () => Date };

/** What replies are drafted from, in an order that doesn't change while the commit doesn't: models cache by prefix. */
export type Documents = { documents: TextFile[]; leftOut: string[] };

/** In characters: about 60,000 tokens, and less than a document of the store may hold. */
const MOST_TEXT = 240_000;
const LONGEST_DOCUMENT = 60_000;
const MOST_FILES = 100;
const KEPT_FOR = 7 * DAY;

const DOCUMENTS: Kind<Documents> = {
  name: "documents",
  schema: z.object({
    documents: z.array(z.object({ path: z.string(), text: z.string() })),
    leftOut: z.array(z.string()),
  }),
};

/** The documents that the settings name, at a commit, as many as fit: those named first go first. */
export async function loadDocuments(
  at: AtCommit,
  { documents: patterns }: Pick<RepoSettings, "documents">,
  deps: DocumentsDeps,
  signal: AbortSignal,
): Promise<Documents | Gone> {
  const chosenBy = createHash("sha256").update(JSON.stringify(patterns)).digest("hex").slice(0, 16);
  const key = `${repositoryKey(at)}@${at.commit}:${chosenBy}`;
  const kept = await deps.values.get(DOCUMENTS, key);
  if (kept) return kept;
  const { commit, ...repo } = at;
  const all = await deps.codeHost.files(repo, commit, signal);
  if (isGone(all)) return all;
  const wanted = chosen(all ?? [], patterns);
  const files = await readFiles(at, wanted.slice(0, MOST_FILES), deps, signal);
  if (isGone(files)) return files;
  const { documents, leftOut } = fitting(files);
  const found = {
    documents,
    leftOut: [...leftOut, ...wanted.slice(MOST_FILES).map(({ path }) => path)].slice(0, MOST_FILES),
  };
  await deps.values.put(DOCUMENTS, key, { value: found, expiresAt: after(deps.now(), KEPT_FOR) });
  return found;
}

function chosen(all: readonly File[], patterns: readonly string[]): File[] {
  const files = all.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const named = patterns.flatMap((pattern) => files.filter(({ path }) => posix.matchesGlob(path, pattern)));
  return [...new Map(named.map((file) => [file.path, file])).values()];
}

function fitting(files: readonly TextFile[]): Documents {
  const documents: TextFile[] = [];
  const leftOut: string[] = [];
  let room = MOST_TEXT;
  for (const { path, text } of files) {
    const cut = wholeLines(text.toWellFormed(), Math.min(room, LONGEST_DOCUMENT));
    if (cut === "") leftOut.push(path);
    else documents.push({ path, text: cut });
    room -= cut.length;
  }
  return { documents, leftOut };
}

function wholeLines(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf("\n", most)));
}
