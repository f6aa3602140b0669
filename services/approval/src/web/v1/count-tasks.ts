import { MOVING, RESTING, type State } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Counts } from "../../api/surroundings.ts";
import type { Viewer } from "../viewer.ts";
import { readVisible } from "./read-visible.ts";
import { type Rights, seesEverything } from "./rights.ts";

const ALL: readonly State[] = [...MOVING, ...RESTING];
/** Of each state, for who may not see all: enough for what waits, and bounded for what has ended. */
const COUNTED = 500;

/** How many tasks of each state there are, as far as they may be seen. */
export async function countTasks(
  viewer: Viewer,
  rights: Rights,
  tasks: Pick<TaskStore, "count" | "list">,
): Promise<Counts> {
  if (seesEverything(viewer)) return { states: await tasks.count(ALL) };
  const states: Record<string, number> = {};
  let isCutOff = false;
  for (const state of ALL) {
    const wanted = { filters: [{ state }], matches: () => true, limit: COUNTED, from: [] };
    const { tasks: found, next } = await readVisible(wanted, rights, tasks);
    states[state] = found.length;
    isCutOff ||= next !== undefined;
  }
  return { states, ...(isCutOff && { upTo: COUNTED }) };
}
