import type { ReplayEvent } from "../domain/events.ts";
import { SECOND } from "../domain/limits.ts";
import { failedReplay, REPLAYS, type Replay, type ReplayIn, replayEntry, replayName } from "../domain/replay.ts";
import { isStripped } from "../domain/strip.ts";
import type { Task } from "../domain/task.ts";
import { after } from "../domain/time.ts";
import { type Gone, isGone } from "../ports/code-host.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import type { TaskStore } from "../ports/task-store.ts";
import { unlessAborted } from "../ports/unless-aborted.ts";
import { withContext } from "../telemetry/context.ts";
import type { Log } from "../telemetry/log.ts";

export type RunReplayDeps = {
  tasks: Pick<TaskStore, "get">;
  values: SharedValues;
  log: Log;
  now: () => Date;
  stopping: AbortSignal;
};

/** One replay, in the state that this step begins with. `until` is when the work has to have ended. */
export type Replaying<S extends Replay["state"]> = {
  task: Task;
  replay: ReplayIn<S>;
  /** Under which models are asked anew. */
  name: string;
  until: Date;
};

/**
 * One step of a replay. Nothing is committed on the task. Whatever goes wrong is the replay's end, and is said in it: who
 * asked sees it and may ask again. Safe to be called any number of times, at once or later. Resolves with the replay as it
 * then is; rejects where the store can't be reached or the process stops, and then the event should come again.
 */
export async function runReplay<S extends "asked" | "sorted">(
  { taskId, traceparent, type }: ReplayEvent,
  { from, work: limit }: { from: S; work: number },
  deps: RunReplayDeps,
  work: (replaying: Replaying<S>, signal: AbortSignal) => Promise<Replay | Gone>,
): Promise<Replay | undefined> {
  const { tasks, values, log, now, stopping } = deps;
  return withContext({ taskId, traceparent, event: type }, async () => {
    const [task, begun] = await Promise.all([tasks.get(taskId), values.get(REPLAYS, taskId)]);
    if (!task || begun?.state !== from) return begun;
    const replay = begun as ReplayIn<S>;
    const name = replayName(begun);
    const ended = await attemptReplay(begun, { limit, stopping }, async (signal) => {
      if (isStripped(task)) return failedReplay(begun, "the task's texts are gone");
      const came = await work({ task, replay, name, until: after(now(), limit) }, signal);
      return isGone(came) ? failedReplay(begun, `it can't be read any more: ${came.gone}`) : came;
    });
    const { value } = await values.update(REPLAYS, taskId, (known) =>
      known?.state === from && replayName(known) === name ? replayEntry(ended) : undefined,
    );
    log.info(`replay ${ended.state}`, { ...("why" in ended && { why: ended.why }) });
    return value;
  });
}

async function attemptReplay(
  begun: Replay,
  { limit, stopping }: { limit: number; stopping: AbortSignal },
  work: (signal: AbortSignal) => Promise<Replay>,
): Promise<Replay> {
  const deadline = AbortSignal.timeout(limit);
  const signal = AbortSignal.any([deadline, stopping]);
  try {
    return await unlessAborted(work(signal), signal);
  } catch (error) {
    stopping.throwIfAborted();
    if (deadline.aborted) return failedReplay(begun, `took longer than ${limit / SECOND} s`);
    return failedReplay(begun, error instanceof Error ? error.message : String(error));
  }
}
