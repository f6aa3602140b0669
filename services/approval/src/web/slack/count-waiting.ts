import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { NOTICES, type Notice } from "@frontdesk/shared/domain/notice";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { MOST_COUNTED } from "./build-digest.ts";

/** So many tasks have a message each; of more, a digest tells. */
export const MOST_APART = 10;
/** A notice of a task that waits is due within this, whatever happens: that is how they are found. */
export const LOOK_AGAIN_AFTER = 5 * MINUTE;
/** That too many wait holds for a while: they are not all counted for each of them. */
const TOO_MANY_FOR = 3 * SECOND;

export type Waiting = {
  count: number;
  /** Those that have no message and none under way. */
  folded: string[];
};

export type CountWaiting = {
  inChannel(channel: string): Promise<Waiting>;
  /** Quick: may be right by some seconds. */
  areTooMany(channel: string): Promise<boolean>;
};

export function createCountWaiting(deps: {
  tasks: Pick<TaskStore, "count">;
  values: Pick<SharedValues, "due">;
  now: () => Date;
}): CountWaiting {
  const tooManyUntil = new Map<string, Date>();
  const inChannel = async (channel: string): Promise<Waiting> => {
    const found = await deps.values.due(NOTICES, after(deps.now(), LOOK_AGAIN_AFTER + MINUTE), MOST_COUNTED);
    const waiting = found.filter(({ value }) => value.waits && value.channel === channel);
    const folded = waiting.filter(({ value }) => isFolded(value)).map(({ key }) => key);
    if (waiting.length <= MOST_APART) tooManyUntil.delete(channel);
    return { count: waiting.length, folded };
  };
  return {
    inChannel,
    async areTooMany(channel) {
      const known = tooManyUntil.get(channel);
      if (known && known > deps.now()) return true;
      // In all channels together: one cheap question, and mostly the only one.
      const { awaiting_approval: all = 0 } = await deps.tasks.count(["awaiting_approval"]);
      if (all <= MOST_APART) return false;
      const { count } = await inChannel(channel);
      if (count <= MOST_APART) return false;
      tooManyUntil.set(channel, after(deps.now(), TOO_MANY_FOR));
      return true;
    },
  };
}

export function isFolded({ waits, ts, sending }: Notice): boolean {
  return waits && ts === undefined && sending === undefined;
}
