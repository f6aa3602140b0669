import { type Refusal, refuse } from "@frontdesk/shared/domain/change";
import {
  failedReplay,
  REPLAYS,
  type Replay,
  replayEntry,
  replayName,
  underWayUntil,
} from "@frontdesk/shared/domain/replay";
import { isStripped } from "@frontdesk/shared/domain/strip";
import type { EventPublisher } from "@frontdesk/shared/ports/event-bus";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { withContext } from "@frontdesk/shared/telemetry/context";
import type { Log } from "@frontdesk/shared/telemetry/log";

export type AskReplayDeps = {
  tasks: Pick<TaskStore, "get">;
  values: SharedValues;
  bus: EventPublisher;
  log: Log;
  now: () => Date;
};

/**
 * Has a recorded task run again under the present prompts. It resolves once that has begun; what comes of it stands in
 * `REPLAYS`, under the task's id. Only the services that have the models sort and draft, so it goes there by an event.
 */
export async function askReplay(
  taskId: string,
  by: string,
  { tasks, values, bus, log, now }: AskReplayDeps,
): Promise<{ replay: Replay } | Refusal> {
  const task = await tasks.get(taskId);
  if (!task) return refuse("absent", `There is no task ${taskId}.`);
  if (isStripped(task))
    return refuse("state", `${taskId} ended long ago: its texts are gone, so it can't be run again.`);

  const wanted: Replay = { state: "asked", askedBy: by, at: now() };
  const { value } = await values.update(REPLAYS, taskId, (known) =>
    (underWayUntil(known) ?? wanted.at) > wanted.at ? undefined : replayEntry(wanted),
  );
  const replay = value ?? wanted;
  if (replayName(replay) !== replayName(wanted)) {
    return refuse("early", `A replay that ${replay.askedBy} asked for is under way. Try again in some minutes.`);
  }
  return withContext({ taskId, traceparent: task.traceparent, event: "replay" }, async () => {
    try {
      await bus.publish({ v: 1, type: "replay.asked", taskId, traceparent: task.traceparent });
    } catch (error) {
      // Nobody will come to do it: whoever asks again must not have to wait.
      await values.put(REPLAYS, taskId, replayEntry(failedReplay(replay, "it could not be announced")));
      throw error;
    }
    log.info("a replay was asked for", { by });
    return { replay };
  });
}
