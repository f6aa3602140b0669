import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { useEffect } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import type { TaskEntry } from "../data/task-cache.ts";

/** The whole of a task, kept up with what happens to it. */
export function useTask(id: string): TaskEntry {
  const { tasks } = useDesk();
  useEffect(() => void tasks.load(id), [tasks, id]);
  return useStore(tasks.store, (entries) => entries.get(id)) ?? NOTHING_YET;
}

const NOTHING_YET: TaskEntry = {};

/** The draft is not made yet, or is being made again. */
export const isInTheMaking = ({ state }: Pick<TaskShown, "state">): boolean =>
  state === "received" || state === "triaged";
