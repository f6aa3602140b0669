import type { Log } from "./log.ts";

export type Tally = {
  /** One more of these. */
  count(name: string): void;
  /** Writes what has been counted and not yet been written. */
  close(): void;
};

/** Names beyond these are counted together: what a stranger sends must not fill the memory. */
const MOST_NAMES = 100;

/** For what may happen ten thousand times a second: counted, and written in one line now and then, the first at once. */
export function createTally(message: string, { log, every }: { log: Pick<Log, "info">; every: number }): Tally {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    if (counts.size === 0) return;
    log.info(message, { counts: Object.fromEntries(counts) });
    counts.clear();
    timer = setTimeout(write, every).unref();
  };
  return {
    count(name) {
      const known = counts.has(name) || counts.size < MOST_NAMES ? name : "others";
      counts.set(known, (counts.get(known) ?? 0) + 1);
      if (!timer) write();
    },
    close() {
      clearTimeout(timer);
      write();
      clearTimeout(timer);
    },
  };
}
