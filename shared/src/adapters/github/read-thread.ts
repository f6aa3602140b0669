import { z } from "zod";
import { NEWEST_COMMENTS } from "../../domain/limits.ts";
import type { Source } from "../../domain/task.ts";
import { newestSaid, type SeenThread } from "../../domain/thread.ts";
import { type CodeReader, type Gone, isGone } from "../../ports/code-host.ts";
import { commentsSchema, type Identity, type RawComment, seenComment } from "./comments.ts";
import { findMaintainers } from "./find-maintainers.ts";
import { linkedPage } from "./link-header.ts";
import type { ReadRepository } from "./read-repository.ts";

/** Comments that come while they are read may fill another page; this many, and somebody else may go on counting. */
const MOST_PAGES_MORE = 3;

const issueSchema = z.object({
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  locked: z.boolean(),
  comments: z.number().int().nonnegative(),
});

/** The issue, and its newest comments. */
export async function readThread(
  source: Source,
  { read, us, permission }: Pick<ReadRepository, "read"> & Pick<CodeReader, "permission"> & { us: Identity },
  signal: AbortSignal,
): Promise<SeenThread | Gone> {
  const issue = await read({ repo: source, path: issuePath(source), schema: issueSchema }, signal);
  if (issue === undefined) return { gone: "deleted" };
  if (isGone(issue)) return issue;
  const { title, body, state, locked, comments: count } = issue.value;
  if (state === "closed") return { gone: "closed" };
  if (locked) return { gone: "locked" };
  const raw = await newestComments(source, count, read, signal);
  if (isGone(raw)) return raw;
  const isByMaintainer = await findMaintainers(source, raw, { permission }, signal);
  if (isGone(isByMaintainer)) return isByMaintainer;
  const comments = raw.map((comment) => seenComment(comment, us, isByMaintainer(comment)));
  return { issue: { title, body: body ?? "", state, ...newestSaid(comments) }, comments };
}

/** GitHub lists the oldest first, and no other way: the last pages are found by the issue's own count. */
async function newestComments(
  source: Source,
  count: number,
  read: ReadRepository["read"],
  signal: AbortSignal,
): Promise<RawComment[] | Gone> {
  const found = new Map<number, RawComment>();
  const readPage = async (page: number) => {
    const some = await read({ repo: source, path: commentsPath(source, page), schema: commentsSchema }, signal);
    if (some === undefined || isGone(some)) return some ?? ({ gone: "deleted" } as const);
    for (const comment of some.value) found.set(comment.id, comment);
    return linkedPage(some.answer, "next") !== undefined;
  };
  const last = Math.max(1, Math.ceil(count / NEWEST_COMMENTS));
  for (let page = last; page <= last + MOST_PAGES_MORE; page++) {
    const hasMore = await readPage(page);
    if (isGone(hasMore)) return hasMore;
    if (!hasMore) break;
  }
  if (found.size < NEWEST_COMMENTS && last > 1) {
    const gone = await readPage(last - 1);
    if (isGone(gone)) return gone;
  }
  return [...found.values()].sort((one, other) => one.id - other.id).slice(-NEWEST_COMMENTS);
}

export function issuePath({ issue }: Source): string {
  return `/issues/${issue}`;
}

export function commentsPath(source: Source, page: number): string {
  return `${issuePath(source)}/comments?per_page=100&page=${page}`;
}
