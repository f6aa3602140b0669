import type { Timing } from "@frontdesk/shared/model/timing";
import { createRandom } from "../contract/random.ts";

type Timed = { at: number; ring: () => void };

export type HandTiming = Timing & {
  /** The time goes on by so much, and everything rings that is due by then. */
  pass(milliseconds: number): void;
  /** The time goes on to the end of the shortest pause, if anybody makes one. */
  toNextPause(): boolean;
  /** All pauses so far, in milliseconds. */
  readonly pauses: readonly number[];
};

/** A clock that a test moves. Pauses and limits end when it gets there. */
export function createHandTiming(start = "2026-11-20T10:00:00Z", seed = 1): HandTiming {
  const random = createRandom(seed);
  let time = Date.parse(start);
  const sleeping = new Set<Timed>();
  const limited = new Set<Timed>();
  const pauses: number[] = [];
  const ring = (timed: Set<Timed>) => {
    for (const one of [...timed].sort((a, b) => a.at - b.at)) {
      if (one.at > time || !timed.delete(one)) continue;
      one.ring();
    }
  };
  const pass = (milliseconds: number) => {
    time += milliseconds;
    ring(sleeping);
    ring(limited);
  };
  return {
    now: () => new Date(time),
    random: () => random.below(2 ** 30) / 2 ** 30,
    pauses,
    pass,
    sleep(milliseconds, signal) {
      pauses.push(milliseconds);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const timed = { at: time + milliseconds, ring: resolve };
        sleeping.add(timed);
        signal.addEventListener("abort", () => sleeping.delete(timed) && reject(signal.reason), { once: true });
      });
    },
    limit(milliseconds) {
      const controller = new AbortController();
      const timed = { at: time + milliseconds, ring: () => controller.abort(new Error("took too long")) };
      limited.add(timed);
      return { signal: controller.signal, end: () => void limited.delete(timed) };
    },
    toNextPause() {
      const next = Math.min(...[...sleeping].map(({ at }) => at));
      if (next === Number.POSITIVE_INFINITY) return false;
      pass(Math.max(0, next - time));
      return true;
    },
  };
}
