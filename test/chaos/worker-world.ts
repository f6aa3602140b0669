import { triaged } from "@frontdesk/shared/domain/advance";
import type { Ruling } from "@frontdesk/shared/domain/change";
import type { Event, EventOf } from "@frontdesk/shared/domain/events";
import { done, type Outcome } from "@frontdesk/shared/domain/outcome";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { runStep, type StepDeps, type Work } from "@frontdesk/shared/steps/run-step";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect } from "vitest";
import { MORNING, newTask } from "../contract/builders.ts";
import { TRIAGE } from "../contract/wishes.ts";
import { eventually } from "../eventually.ts";

/** Work that goes well. */
export async function sorted(): Promise<Outcome<TaskIn<"received">>> {
  return done((task, at) => triaged(task, TRIAGE, at));
}

/** One task, as its workers see it: with a clock that the test moves, and announcements that can be lost. */
export async function createWorkerWorld(tasks: TaskStore) {
  const clock = { now: MORNING };
  const wanted = newTask();
  const published: string[] = [];
  let isLosing = false;
  const publish = async (event: Event) => {
    if (isLosing) throw new Error("the process died before it could announce");
    // The sweep sees to the tasks of other tests, too.
    if ("taskId" in event && event.taskId === wanted.id) published.push(event.type);
  };
  const now = () => clock.now;
  const stopping = new AbortController().signal;
  const deps: StepDeps = { tasks, bus: { publish }, log: silentLog, now, stopping };
  const { task } = await receiveTask(wanted, deps);
  const { id: taskId, traceparent } = task;
  const event: EventOf<"task.received"> = { v: 1, type: "task.received", taskId, traceparent };
  return {
    now,
    published,
    pass(milliseconds: number) {
      clock.now = after(clock.now, milliseconds);
    },
    loseAnnouncements(yes: boolean) {
      isLosing = yes;
    },
    run: (work: Work<"triage">, more: Partial<StepDeps> = {}) => runStep(event, "triage", { ...deps, ...more }, work),
    async sweepAt(sinceMorning: number) {
      clock.now = after(MORNING, sinceMorning);
      await sweep(deps);
    },
    deliverAgain: () => receiveTask(wanted, deps),
    update: (rule: (task: Task) => Ruling) => tasks.update(task.id, rule),
    async task(): Promise<Task> {
      const stored = await tasks.get(task.id);
      if (!stored) throw new Error("the task is lost");
      return stored;
    },
    transitions: async () => (await tasks.history(task.id)).map(({ transition }) => transition),
  };
}

/** Holds up a worker until the test lets it go on. */
export function createGate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return {
    opened,
    open,
    /** Waits until a worker holds the task, as the last one may no longer do. */
    reached: (it: { task(): Promise<Task>; now(): Date }) =>
      eventually(async () => {
        const task = await it.task();
        expect("lease" in task && task.lease && task.lease.until > it.now()).toBe(true);
      }),
  };
}
