import type { Repo } from "../domain/repository.ts";
import { type CodeReader, type File, type Gone, isGone } from "../ports/code-host.ts";
import { inBatches } from "./in-batches.ts";

/** One repository at one commit, which never changes. */
export type AtCommit = Repo & { commit: string };

export type ReadDeps = { codeHost: Pick<CodeReader, "files" | "file"> };

export type TextFile = { path: string; text: string };

/** The texts of these files, in this order; those that are gone, too large or no text are left out. */
export async function readFiles(
  { commit, ...repo }: AtCommit,
  files: readonly File[],
  { codeHost }: ReadDeps,
  signal: AbortSignal,
): Promise<TextFile[] | Gone> {
  const read: TextFile[] = [];
  const readOne = async ({ path }: File) => ({ path, file: await codeHost.file(repo, { path, commit }, signal) });
  for await (const { path, file } of inBatches(files, readOne)) {
    if (isGone(file)) return file;
    if (file !== undefined) read.push({ path, text: file.text });
  }
  return read;
}
