import type { HistoryEntry } from "@frontdesk/shared/domain/change";
import { isMoving, type Task } from "@frontdesk/shared/domain/task";
import type { TaskRow, TaskShown } from "../../api/task-shown.ts";

/**
 * What is left of a task for who may read its repository and no more. Of a public repository that is everybody: they see
 * the issue, where it stands and who did what, and not the draft, what it was made by and from, nor what reviewers said.
 */

export function rowForReaders(task: Task, row: TaskRow): TaskRow {
  return { ...row, why: whyInShort(task, row) };
}

export function taskForReaders(task: Task, shown: TaskShown): TaskShown {
  const { plan: _, guidance: __, ...rest } = shown;
  const history = shown.history.map((entry) => ({ ...entry, why: entryInShort(entry) }));
  return {
    ...rest,
    ...{ why: whyInShort(task, shown), history, missing: [], suggestedLabels: [], calls: [], costMicros: 0 },
    forReaders: true,
  };
}

/** Where the words may be a person's, or somebody's answer: what happened, and by whom. */
const IN_SHORT: { [transition in HistoryEntry["transition"]]?: string } = {
  ...{ reject: "rejected", "send back": "sent back", park: "parked", exhaust: "parked", "give up looking": "parked" },
  ...{ refused: "turned down", fail: "failed", defer: "deferred", announce: "announced", "look later": "looked for" },
};

function entryInShort({ transition, by, why }: TaskShown["history"][number]): string {
  const short = IN_SHORT[transition as HistoryEntry["transition"]];
  return short === undefined ? why : `${short} by ${by}`;
}

function whyInShort(task: Task, { why, decidedBy }: TaskRow): string {
  if (task.state === "rejected") return `rejected by ${decidedBy ?? "a reviewer"}`;
  if (task.state === "parked") return "parked";
  return isMoving(task) && task.notBefore ? "goes on later" : why;
}
