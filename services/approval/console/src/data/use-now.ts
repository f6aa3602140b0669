import { useSyncExternalStore } from "react";

/** One clock for all that show how long ago something was, so that they turn over together. */
function createClock(every: number): { follow(listener: () => void): () => void; now(): number } {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    follow(listener) {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(tick, every);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

const minutes = createClock(60_000);
const seconds = createClock(1_000);

export const useMinute = (): number => useSyncExternalStore(minutes.follow, minutes.now);
export const useSecond = (): number => useSyncExternalStore(seconds.follow, seconds.now);
