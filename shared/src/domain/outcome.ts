import type { Moment, Ruling } from "./change.ts";
import type { WorkedTask } from "./task.ts";

/**
 * What a step's work comes to, as a value. A throw is a bug, and means `retry`; or an outage, if it is `Unavailable`.
 *
 * `next` is given the task as it is when the work is committed, which may be a later version than the one worked on,
 * and may be called more than once.
 */
export type Outcome<T extends WorkedTask = WorkedTask> =
  | { kind: "done"; next(task: T, at: Moment): Ruling }
  | { kind: "skip"; why: string }
  | { kind: "retry"; why: string }
  | { kind: "defer"; until: Date; why: string }
  | { kind: "park"; why: string }
  /** What every task needs is away, or has had enough of us, maybe until then. */
  | { kind: "outage"; why: string; until?: Date | undefined }
  /** The work has made its own commits, the last of them too. */
  | { kind: "settled" };

export function done<T extends WorkedTask>(next: (task: T, at: Moment) => Ruling): Outcome<T> {
  return { kind: "done", next };
}

export function skip(why: string): Outcome {
  return { kind: "skip", why };
}

export function retry(why: string): Outcome {
  return { kind: "retry", why };
}

export function defer(until: Date, why: string): Outcome {
  return { kind: "defer", until, why };
}

export function park(why: string): Outcome {
  return { kind: "park", why };
}

export const settled: Outcome = { kind: "settled" };
