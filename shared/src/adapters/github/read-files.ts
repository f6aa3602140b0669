import { z } from "zod";
import type { Repo } from "../../domain/repository.ts";
import { type File, type Gone, isGone } from "../../ports/code-host.ts";
import type { ReadRepository } from "./read-repository.ts";

const MOST_FILES = 10_000;
const MOST_BYTES = 1_000_000;

/** As git has them: neither a symbolic link nor another repository is a file. */
const FILE_MODES = ["100644", "100755"];
/** GitHub says 409 of a repository in which nothing is yet, and 422 of some that it can't make sense of. */
const ABSENT = [409, 422];
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

const treeSchema = z.object({
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), size: z.number().optional() })),
});

export async function readFiles(
  repo: Repo,
  commit: string,
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<File[] | Gone | undefined> {
  if (!COMMIT.test(commit)) return undefined;
  const path = `/git/trees/${commit}?recursive=1`;
  const found = await read({ repo, path, schema: treeSchema, absent: ABSENT }, signal);
  if (found === undefined || isGone(found)) return found;
  return found.value.tree
    .filter(({ type, mode }) => type === "blob" && FILE_MODES.includes(mode))
    .map(({ path, size }) => ({ path, bytes: size ?? 0 }))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .slice(0, MOST_FILES);
}

/** A folder is told as a list, and a file that is too large without its content. */
const fileSchema = z.union([
  z.object({ type: z.literal("file"), size: z.number(), encoding: z.literal("base64"), content: z.string() }),
  z.object({ type: z.string() }),
  z.array(z.unknown()),
]);

export async function readFile(
  repo: Repo,
  { path, commit }: { path: string; commit: string },
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<{ text: string } | Gone | undefined> {
  const parts = path.split("/");
  // Git knows no such parts. In an address they would lead out of this repository.
  if (!COMMIT.test(commit) || parts.some((part) => ["", ".", ".."].includes(part))) return undefined;
  const at = `/contents/${parts.map(encodeURIComponent).join("/")}?ref=${commit}`;
  const found = await read({ repo, path: at, schema: fileSchema, absent: ABSENT }, signal);
  if (found === undefined || isGone(found)) return found;
  const { value } = found;
  if (!("content" in value) || value.size > MOST_BYTES) return undefined;
  return textIn(Buffer.from(value.content, "base64"));
}

function textIn(bytes: Uint8Array): { text: string } | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return undefined;
  }
}
