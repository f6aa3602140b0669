import { markerOf } from "@frontdesk/shared/domain/marker";
import { done, type Outcome } from "@frontdesk/shared/domain/outcome";
import { lookedInVain, posted } from "@frontdesk/shared/domain/post";
import type { Claimed, TaskIn } from "@frontdesk/shared/domain/task";
import { type CodeHost, isGone } from "@frontdesk/shared/ports/code-host";

/** The comment was sent, or was to be, and nobody knows what became of it. Never posts. */
export async function lookForComment(
  held: Claimed<TaskIn<"posting">>,
  { codeHost, now }: { codeHost: CodeHost; now: () => Date },
  signal: AbortSignal,
): Promise<Outcome<TaskIn<"posting">>> {
  const lookedAt = now();
  const comment = await codeHost.findComment(held.source, markerOf(held.id), signal);
  // Nobody can look any more: that it isn't seen is then all that will ever be known of it.
  if (comment && !isGone(comment)) return done((task, at) => posted(task, held.intent, comment, at));
  return done((task, at) => lookedInVain(task, held, lookedAt, at));
}
