import type { Log } from "@frontdesk/shared/telemetry/log";

export type NoticeQueue = {
  /** Has it looked at soon, once however often it is added meanwhile. Resolves when that has been done. */
  add(key: string): Promise<void>;
  /** The same after a while, unless it is added before. */
  addLater(key: string, milliseconds: number): void;
  /** Begins nothing more; resolves when what runs has ended. */
  close(): Promise<void>;
};

type Entry = { done: Promise<void>; resolve: () => void };

/** So many at a time: each may wait for a turn in its channel. */
const AT_ONCE = 4;
const AFTER_A_FAILURE = 10_000;

/** Looks at one thing after the other, never at the same one twice at a time. What fails is logged, and comes again. */
export function createNoticeQueue(
  look: (key: string) => Promise<{ again?: number | undefined } | undefined>,
  { log }: { log: Log },
): NoticeQueue {
  const waiting = new Map<string, Entry>();
  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  let isClosed = false;

  const run = async (key: string): Promise<void> => {
    try {
      const { again } = (await look(key)) ?? {};
      if (again !== undefined) queue.addLater(key, again);
    } catch (error) {
      if (isClosed) return;
      log.warn("a message could not be looked after; it will be again", { key, error });
      queue.addLater(key, AFTER_A_FAILURE);
    }
  };
  const begin = () => {
    for (const [key, { resolve }] of waiting) {
      if (isClosed || running.size >= AT_ONCE) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const ended = run(key).finally(() => {
        running.delete(key);
        resolve();
        begin();
      });
      running.set(key, ended);
    }
  };

  const queue: NoticeQueue = {
    add(key) {
      if (isClosed) return Promise.resolve();
      clearTimeout(timers.get(key));
      timers.delete(key);
      const known = waiting.get(key);
      if (known) return known.done;
      const { promise: done, resolve } = Promise.withResolvers<void>();
      waiting.set(key, { done, resolve });
      begin();
      return done;
    },
    addLater(key, milliseconds) {
      if (isClosed || timers.has(key) || waiting.has(key)) return;
      const timer = setTimeout(() => void queue.add(key), Math.max(0, milliseconds));
      timers.set(key, timer.unref());
    },
    async close() {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      for (const { resolve } of waiting.values()) resolve();
      waiting.clear();
      await Promise.all(running.values());
    },
  };
  return queue;
}
