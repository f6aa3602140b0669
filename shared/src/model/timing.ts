import { setTimeout as sleep } from "node:timers/promises";

/** Everything about a call that depends on time and chance. */
export type Timing = {
  now: () => Date;
  /** From 0 up to 1. */
  random: () => number;
  /** Rejects with the signal's reason when that aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborts after so long, unless it is ended before. */
  limit: (milliseconds: number) => Limit;
};

export type Limit = { signal: AbortSignal; end(): void };

export const realTiming: Timing = {
  now: () => new Date(),
  random: Math.random,

  async sleep(milliseconds, signal) {
    try {
      await sleep(milliseconds, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },

  limit(milliseconds) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new Error(`took longer than ${milliseconds} ms`)), milliseconds);
    return { signal: controller.signal, end: () => clearTimeout(timer) };
  },
};
