import { MINUTE } from "@frontdesk/shared/domain/limits";
import { type Pause, whyHeld } from "@frontdesk/shared/domain/pause";
import { modeFor, quietUntil, type RepoSettings } from "@frontdesk/shared/domain/repo-settings";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import type { SeenThread } from "@frontdesk/shared/domain/thread";
import { after } from "@frontdesk/shared/domain/time";

/** What the repository's owners want done with a drafted reply, now. */
export type Policy =
  | { is: "ask"; why: string }
  | { is: "automatic" }
  | { is: "skip"; why: string }
  | { is: "wait"; until: Date; why: string };

type Drafted = TaskIn<"drafted" | "approved">;

/** What becomes of this draft. The most careful answer wins; who is asked may still say anything. */
export function policyFor(
  { source, triage }: Drafted,
  { comments }: SeenThread,
  settings: RepoSettings,
  now: Date,
): Policy {
  const mode = modeFor(settings.reply, source.byMaintainer, settings);
  if (mode === "off") return { is: "skip", why: "replies are off in this repository" };
  const said = saidSinceMaintainer(comments);
  if (said >= settings.replies_per_thread) {
    return { is: "skip", why: `${said} replies in this thread: a maintainer has to speak first` };
  }
  if (mode === "dry-run") return { is: "skip", why: "a dry run: nothing is asked and nothing is posted" };
  const quiet = quietUntil(settings, now);
  if (quiet) return { is: "wait", until: quiet, why: "quiet hours" };
  if (mode === "ask") return { is: "ask", why: "waits for a person" };
  if (triage.confidence < settings.confidence) {
    return { is: "ask", why: `waits for a person: sorted with a confidence of ${triage.confidence} only` };
  }
  return { is: "automatic" };
}

/** A paused task comes back as often: whoever resumes may not have found it. */
const LOOK_AGAIN_AFTER = 5 * MINUTE;

export function whilePaused(pause: Pause, now: Date): Extract<Policy, { is: "wait" }> {
  return { is: "wait", until: after(now, LOOK_AGAIN_AFTER), why: whyHeld(pause) };
}

/** Whether labels are added without anybody being asked. */
export function addsLabelsAtOnce({ source, triage }: Drafted, settings: RepoSettings): boolean {
  const mode = modeFor(settings.labels, source.byMaintainer, settings);
  return mode === "automatic" && triage.confidence >= settings.confidence;
}

/** Whether labels are added together with an approved reply. */
export function addsLabelsWithReply({ labels }: RepoSettings): boolean {
  return labels === "ask" || labels === "automatic";
}

function saidSinceMaintainer(comments: SeenThread["comments"]): number {
  const spoke = comments.findLastIndex(({ byMaintainer, byBot }) => byMaintainer && !byBot);
  return comments.slice(spoke + 1).filter(({ byUs }) => byUs).length;
}
