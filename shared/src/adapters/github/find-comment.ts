import { Unavailable } from "../../domain/errors.ts";
import type { Comment, Source } from "../../domain/task.ts";
import { type Gone, isGone } from "../../ports/code-host.ts";
import { commentsSchema, type Identity, isBy } from "./comments.ts";
import { lastPage } from "./link-header.ts";
import type { ReadRepository } from "./read-repository.ts";
import { commentsPath } from "./read-thread.ts";

const MOST_PAGES = 100;

/**
 * Our own comment with this marker.
 *
 * From the last page backwards: a comment that is deleted meanwhile moves the later ones towards the first page, and so
 * towards what is still to be read. The other way round, ours could slip from a page to come into one already read, and
 * be posted again.
 */
export async function findComment(
  source: Source,
  marker: string,
  { read, us }: { read: ReadRepository["read"]; us: Identity },
  signal: AbortSignal,
): Promise<Comment | Gone | undefined> {
  const look = async (page: number) => {
    const some = await read({ repo: source, path: commentsPath(source, page), schema: commentsSchema }, signal);
    if (some === undefined || isGone(some)) return some ?? ({ gone: "deleted" } as const);
    const ours = some.value.find((comment) => isBy(us, comment) && comment.body?.includes(marker));
    return { ours: ours && { url: ours.html_url, id: ours.id }, last: lastPage(some.answer) };
  };
  const first = await look(1);
  if (isGone(first)) return first;
  if (first.ours) return first.ours;
  const { last } = first;
  if (last === undefined || last > MOST_PAGES)
    throw new Unavailable(`${place(source)} has ${last ?? "too many"} pages of comments; not all can be looked at`);
  if (last === 1) return undefined;
  for (let page = last; page >= 1; page--) {
    const seen = await look(page);
    if (isGone(seen)) return seen;
    if (seen.ours) return seen.ours;
  }
  return undefined;
}

function place({ repo, issue }: Source): string {
  return `${repo.owner}/${repo.name}#${issue}`;
}
