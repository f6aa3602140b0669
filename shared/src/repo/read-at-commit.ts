import type { Repo } from "../domain/repository.ts";
import { type CodeReader, type File, type Gone, isGone } from "../ports/code-host.ts";

/** One repository at one commit, which never changes. */
export type AtCommit = Repo & { commit: string };

export type ReadDeps = { codeHost: Pick<CodeReader, "files" | "file"> };

export type TextFile = { path: string; text: string };

const AT_ONCE = 8;

/** The texts of these files, in this order; those that are gone, too large or no text are left out. */
export async function readFiles(
  { commit, ...repo }: AtCommit,
  files: readonly File[],
  { codeHost }: ReadDeps,
  signal: AbortSignal,
): Promise<TextFile[] | Gone> {
  const read: TextFile[] = [];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    const texts = await Promise.all(some.map(({ path }) => codeHost.file(repo, { path, commit }, signal)));
    for (const [index, file] of texts.entries()) {
      if (isGone(file)) return file;
      const path = some[index]?.path;
      if (file !== undefined && path !== undefined) read.push({ path, text: file.text });
    }
  }
  return read;
}
