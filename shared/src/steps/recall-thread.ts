import type { Task } from "../domain/task.ts";
import type { SeenThread } from "../domain/thread.ts";
import { type CodeReader, type Gone, isGone } from "../ports/code-host.ts";
import { type LoadedSettings, loadSettings } from "../repo/load-settings.ts";
import type { LookDeps } from "../repo/look-at-thread.ts";

/**
 * The thread as the task knows it, and what the repository's owners want today. The issue is as it was kept, with what had
 * been said by then, as far as it can still be read. What was said later, our own reply among it, is left out.
 */
export async function recallThread(
  { source, issue }: Pick<Task, "source" | "issue">,
  deps: LookDeps,
  signal: AbortSignal,
): Promise<{ seen: SeenThread; loaded: LoadedSettings } | Gone> {
  const [comments, loaded] = await Promise.all([
    commentsUntil(issue.lastHumanCommentId, () => deps.codeHost.thread(source, signal)),
    loadSettings(source, deps, signal),
  ]);
  if (isGone(comments)) return comments;
  return isGone(loaded) ? loaded : { seen: { issue, comments }, loaded };
}

/** Where nobody had said anything nothing has to be read: most issues that were answered are closed by now. */
async function commentsUntil(
  last: number | undefined,
  look: () => ReturnType<CodeReader["thread"]>,
): Promise<SeenThread["comments"] | Gone> {
  if (last === undefined) return [];
  const seen = await look();
  return isGone(seen) ? seen : seen.comments.filter(({ id }) => id <= last);
}
