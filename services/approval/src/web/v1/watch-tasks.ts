import { randomBytes, randomUUID } from "node:crypto";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { createSeal } from "./seal.ts";
import { rowFor } from "./show-task.ts";

/**
 * That a task changed: the row as lists have it for those who may decide, and for those who only read, made once for all
 * who listen. The task itself, with a long text in it, is not kept.
 */
export type TaskChange = { n: number; taskId: string; source: Repo; data: string; toReaders: string };

export type Listener = {
  /** What changed and was not taken yet, the longest ago first: of each task the newest alone. */
  take(): TaskChange | "reset" | undefined;
  /** The number of what was taken last. */
  at(): number;
  /** The id to go on from, behind that number: another text each time, so that it doesn't tell whether it moved. */
  id(at?: number): string;
  stop(): void;
};

export type TaskFeed = {
  /**
   * From the change with this id on, or from now on. Where what came after it is no longer known, it begins with "reset".
   * `onChange` is called when there is something to be taken.
   */
  listen(lastId: string | undefined, onChange: () => void): Promise<Listener>;
  /** Listens without a past, to one task. */
  follow(taskId: string, onTask: (task: Task) => void): Promise<() => void>;
  close(): void;
};

/** What is remembered for those who come back, and what may wait for one who reads slowly. */
const REMEMBERED = 2_000;
const MOST_WAITING = 1_000;
/** Of a number as it is sealed: its length says nothing either. */
const DIGITS = 15;

/**
 * One watch on the store for all who listen. What is numbered is sealed, `<instance>-<sealed>`: how many changes there
 * were that somebody was not shown is nothing for them to know.
 */
export function createTaskFeed({ tasks, now }: { tasks: Pick<TaskStore, "watch">; now: () => Date }): TaskFeed {
  const instance = randomUUID().slice(0, 8);
  const seal = createSeal(randomBytes(32).toString("hex"), "event ids");
  const recent: TaskChange[] = [];
  const listeners = new Set<(change: TaskChange, task: Task) => void>();
  let newest = 0;
  let watching: Promise<() => void> | undefined;
  let isClosed = false;

  const idOf = (n: number) => `${instance}-${seal.close(String(n).padStart(DIGITS, "0"))}`;
  const numberIn = (id: string) => {
    const opened = id.startsWith(`${instance}-`) ? seal.open(id.slice(instance.length + 1)) : undefined;
    return opened === undefined ? undefined : Number(opened);
  };
  const onTask = (task: Task) => {
    newest += 1;
    const { installationId, repo } = task.source;
    const at = now();
    const data = JSON.stringify(rowFor("triage", task, at));
    const toReaders = JSON.stringify(rowFor("read", task, at));
    const change = {
      ...{ n: newest, taskId: task.id, source: { installationId, repo }, data },
      toReaders: toReaders === data ? data : toReaders,
    };
    recent.push(change);
    if (recent.length > REMEMBERED) recent.shift();
    for (const tell of listeners) tell(change, task);
  };
  const watch = () => {
    watching ??= tasks.watch(onTask);
    // Whoever comes next tries anew.
    watching.catch(() => {
      watching = undefined;
    });
    return watching;
  };

  return {
    async listen(lastId, onChange) {
      await watch();
      const last = lastId === undefined ? newest : numberIn(lastId);
      const oldest = recent[0]?.n ?? newest + 1;
      const isKnown = last !== undefined && last >= oldest - 1 && last <= newest;
      const waiting = new Map<string, TaskChange>();
      let mustReset = !isKnown;
      let taken = isKnown ? last : newest;
      const add = (change: TaskChange) => {
        // At the end, under its own number: the numbers that are taken only rise.
        waiting.delete(change.taskId);
        waiting.set(change.taskId, change);
        if (waiting.size <= MOST_WAITING) return;
        waiting.clear();
        mustReset = true;
      };
      if (isKnown) for (const change of recent) if (change.n > last) add(change);
      const tell = (change: TaskChange) => {
        add(change);
        onChange();
      };
      if (!isClosed) listeners.add(tell);
      return {
        take() {
          if (mustReset) {
            mustReset = false;
            const [first] = waiting.values();
            taken = first ? first.n - 1 : newest;
            return "reset";
          }
          const [change] = waiting.values();
          if (!change) return undefined;
          waiting.delete(change.taskId);
          taken = change.n;
          return change;
        },
        at: () => taken,
        id: (at = taken) => idOf(at),
        stop: () => void listeners.delete(tell),
      };
    },

    async follow(taskId, onTask) {
      await watch();
      const tell = (_: TaskChange, task: Task) => {
        if (task.id === taskId) onTask(task);
      };
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },

    close() {
      isClosed = true;
      listeners.clear();
      watching?.then((stop) => stop()).catch(() => undefined);
    },
  };
}
