import { SECOND } from "@frontdesk/shared/domain/limits";
import { MOVING, RESTING, type State } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Counts } from "../../api/surroundings.ts";
import type { Viewer } from "../viewer.ts";
import { MOST_LOOKED_AT, readVisible } from "./read-visible.ts";
import { type Rights, seesEverything } from "./rights.ts";

/** How many tasks of each state there are, as far as they may be seen. */
export type TaskCounts = {
  of(viewer: Viewer, rights: Rights): Promise<Counts>;
  /** The viewer was told of a change, and is to be told of what it comes to. */
  forget(viewerId: string): void;
};

/** In this order, for who may not see all: what waits for a person first, and what has ended with what is left to look at. */
const ORDER: readonly State[] = ["awaiting_approval", "parked", ...MOVING, ...RESTING];
const ALL: readonly State[] = [...new Set(ORDER)];
/** Of each state. */
const COUNTED = 500;
const KEPT_FOR = 15 * SECOND;
const MOST_KEPT = 1_000;

export function createTaskCounts(deps: { tasks: Pick<TaskStore, "count" | "list">; now: () => Date }): TaskCounts {
  const { tasks, now } = deps;
  const kept = new Map<string, { counts: Counts; until: Date }>();
  const underWay = new Set<{ viewerId: string; isOld: boolean }>();
  return {
    async of(viewer, rights) {
      if (seesEverything(viewer)) return { states: await tasks.count(ALL) };
      const known = kept.get(viewer.id);
      if (known && now() < known.until) return known.counts;
      const own = { viewerId: viewer.id, isOld: false };
      underWay.add(own);
      const counts = await count(rights, tasks).finally(() => underWay.delete(own));
      // Something changed while it was counted: whoever asks next is told of it.
      if (own.isOld) return counts;
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= MOST_KEPT) kept.delete(oldest);
      kept.delete(viewer.id);
      kept.set(viewer.id, { counts, until: after(now(), KEPT_FOR) });
      return counts;
    },
    forget(viewerId) {
      kept.delete(viewerId);
      for (const one of underWay) if (one.viewerId === viewerId) one.isOld = true;
    },
  };
}

async function count(rights: Rights, tasks: Pick<TaskStore, "list">): Promise<Counts> {
  const states: Record<string, number> = {};
  let isCutOff = false;
  let left = MOST_LOOKED_AT;
  for (const state of ALL) {
    const wanted = { filters: [{ state }], matches: () => true, limit: COUNTED, from: [], most: left };
    const { tasks: found, looked, isMore } = await readVisible(wanted, rights, tasks);
    states[state] = found.length;
    // That there is more which may not be seen is not told.
    isCutOff ||= isMore === true;
    left -= looked;
  }
  return { states, ...(isCutOff && { upTo: COUNTED }) };
}
