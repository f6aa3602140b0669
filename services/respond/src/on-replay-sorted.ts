import type { EventOf } from "@frontdesk/shared/domain/events";
import { failedReplay, type Replay } from "@frontdesk/shared/domain/replay";
import { STAGES } from "@frontdesk/shared/pipeline";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { recallThread } from "@frontdesk/shared/steps/recall-thread";
import { type Replaying, type RunReplayDeps, runReplay } from "@frontdesk/shared/steps/run-replay";
import { type DraftDeps, draftReply } from "./draft-reply.ts";

export type ReplayDraftDeps = RunReplayDeps & DraftDeps;

/** Drafts the reply to a recorded task again, as it would be drafted today. Nobody watches it: it writes no live draft. */
export async function onReplaySorted(event: EventOf<"replay.sorted">, deps: ReplayDraftDeps): Promise<void> {
  const { work } = STAGES.respond;
  await runReplay(event, { from: "sorted", work }, deps, (replaying, signal) => draftAgain(replaying, deps, signal));
}

async function draftAgain(
  { task, replay, name, until }: Replaying<"sorted">,
  deps: ReplayDraftDeps,
  signal: AbortSignal,
): Promise<Replay | Gone> {
  const { id, source, guidance } = task;
  const { triage } = replay.sorting;
  const recalled = await recallThread(task, deps, signal);
  if (isGone(recalled)) return recalled;
  const sorted = { id, source, guidance, triage };
  const drafted = await draftReply({ task: sorted, ...recalled, until, replay: name }, deps, signal);
  if (isGone(drafted)) return drafted;
  if (drafted.is !== "drafted") return failedReplay(replay, drafted.why);
  const { draft, answer } = drafted;
  const by = answer && { call: answer.call.id, model: answer.call.model, costMicros: answer.costMicros };
  const reply = { ...draft, commit: recalled.loaded.commit, ...(by && { by }) };
  return { ...replay, state: "done", reply };
}
