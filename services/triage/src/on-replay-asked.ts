import type { EventOf } from "@frontdesk/shared/domain/events";
import { failedReplay, type Replay } from "@frontdesk/shared/domain/replay";
import { STAGES } from "@frontdesk/shared/pipeline";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import type { EventPublisher } from "@frontdesk/shared/ports/event-bus";
import { recallThread } from "@frontdesk/shared/steps/recall-thread";
import { type Replaying, type RunReplayDeps, runReplay } from "@frontdesk/shared/steps/run-replay";
import { type SortDeps, sortThread, whyNoReply } from "./sort-thread.ts";

export type ReplaySortDeps = RunReplayDeps & SortDeps & { bus: EventPublisher };

/** Sorts a recorded task again, as it would be sorted today. */
export async function onReplayAsked(event: EventOf<"replay.asked">, deps: ReplaySortDeps): Promise<void> {
  const { work } = STAGES.triage;
  const replay = await runReplay(event, { from: "asked", work }, deps, (replaying, signal) =>
    sortAgain(replaying, deps, signal),
  );
  // Also where it was sorted before: who did that may have died before it could say so.
  if (replay?.state === "sorted") await deps.bus.publish({ ...event, type: "replay.sorted" });
}

async function sortAgain(
  { task, replay, name, until }: Replaying<"asked">,
  deps: ReplaySortDeps,
  signal: AbortSignal,
): Promise<Replay | Gone> {
  const recalled = await recallThread(task, deps, signal);
  if (isGone(recalled)) return recalled;
  const sorted = await sortThread({ task, ...recalled, until, replay: name }, deps, signal);
  if (isGone(sorted)) return sorted;
  if (sorted.is !== "sorted") return failedReplay(replay, sorted.why);
  const { triage, call, costMicros } = sorted;
  const sorting = { triage, by: { call: call.id, model: call.model, costMicros } };
  const why = whyNoReply(triage, recalled.loaded.settings);
  return why === undefined ? { ...replay, state: "sorted", sorting } : { ...replay, state: "done", sorting, why };
}
