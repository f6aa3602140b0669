import { DIGESTS } from "@frontdesk/shared/domain/notice";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { buildDigest } from "./build-digest.ts";
import { type CountWaiting, LOOK_AGAIN_AFTER, MOST_APART, type Waiting } from "./count-waiting.ts";
import { type KeepDeps, keepMessage } from "./keep-message.ts";

export type DigestDeps = KeepDeps & { tasks: Pick<TaskStore, "count">; waiting: CountWaiting };

/** `unfold`: tasks that had no message of their own, and should have one now. */
export type Digested = { unfold: string[]; again?: Date };

/**
 * One message says how many wait where they are too many for one each, and is changed with their number. When they
 * are few again, those without a message get theirs.
 */
export async function reconcileDigest(
  channel: string,
  { console }: { console: string },
  deps: DigestDeps,
  signal: AbortSignal,
): Promise<Digested> {
  const known = await deps.values.get(DIGESTS, channel);
  if (!known) {
    const { awaiting_approval: all = 0 } = await deps.tasks.count(["awaiting_approval"]);
    if (all <= MOST_APART) return { unfold: [] };
  }
  const isMany = ({ count, folded }: Waiting) => count > MOST_APART && folded.length > 0;
  let seen = await deps.waiting.inChannel(channel);
  const hasMessage = known?.ts !== undefined || known?.sending !== undefined;
  if (!isMany(seen) && !hasMessage) return { unfold: seen.count > MOST_APART ? [] : seen.folded };

  const look = async () => {
    seen = await deps.waiting.inChannel(channel);
    const needed = isMany(seen);
    return {
      version: seen.count,
      message: buildDigest(channel, needed ? seen.count : undefined, MOST_APART, console),
      ...{ isWorthPosting: needed, waits: needed, isLast: !needed },
      lookAgainAt: after(deps.now(), LOOK_AGAIN_AFTER),
    };
  };
  const kept = await keepMessage({ kind: DIGESTS, key: channel, channel }, look, deps, signal);
  const unfold = seen.count > MOST_APART ? [] : seen.folded;
  return kept.is === "later" ? { unfold, again: kept.at } : { unfold };
}
