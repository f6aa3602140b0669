import { setTimeout as wait } from "node:timers/promises";
import { unlessAborted } from "../../ports/unless-aborted.ts";

export type Pacer = {
  /** Runs the work in the channel's turn. Where that is too far off it says how far, at once, and nothing is run. */
  inTurn<T>(channel: string, work: () => Promise<T>, signal: AbortSignal): Promise<T | { wait: number }>;
  /** Slack has had enough of this channel for so long. */
  pause(channel: string, milliseconds: number): void;
};

type Line = { waiting: number; freeAt: number; last: Promise<unknown> };

/** Nobody waits longer: whoever holds a lease meanwhile has other things to do. */
const LONGEST_WAIT = 5_000;

/**
 * One message per channel and so many milliseconds, and none before the last was answered: whatever stands still on the
 * way, they don't arrive all at once. It knows its own process only; Slack's own limit is above that.
 */
export function createPacer({ every }: { every: number }): Pacer {
  const lines = new Map<string, Line>();
  const lineOf = (channel: string): Line => {
    const line = lines.get(channel) ?? { waiting: 0, freeAt: 0, last: Promise.resolve() };
    lines.set(channel, line);
    return line;
  };
  const untilFree = ({ freeAt }: Line) => Math.max(0, freeAt - performance.now());

  return {
    async inTurn(channel, work, signal) {
      signal.throwIfAborted();
      const line = lineOf(channel);
      const ahead = untilFree(line) + line.waiting * every;
      if (ahead > LONGEST_WAIT) return { wait: ahead };
      line.waiting += 1;
      const before = line.last;
      const { promise, resolve } = Promise.withResolvers<void>();
      // Who gives up lets nobody pass whoever was before.
      line.last = Promise.all([before, promise]);
      const late = AbortSignal.timeout(LONGEST_WAIT);
      try {
        if (!(await endsIn(before, AbortSignal.any([late, signal])))) return { wait: every };
        // Again, as a timer may come a moment early, and a pause may have come meanwhile.
        for (let left = untilFree(line); left > 0; left = untilFree(line)) {
          if (left > LONGEST_WAIT || late.aborted) return { wait: left };
          await unlessAborted(wait(Math.ceil(left)), signal);
        }
        signal.throwIfAborted();
        line.freeAt = performance.now() + every;
        return await work();
      } finally {
        line.waiting -= 1;
        resolve();
      }
    },
    pause(channel, milliseconds) {
      const line = lineOf(channel);
      line.freeAt = Math.max(line.freeAt, performance.now() + milliseconds);
    },
  };
}

async function endsIn(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const give = () => resolve(false);
  signal.addEventListener("abort", give, { once: true });
  const ended = await Promise.race([work.then(() => true), late]);
  signal.removeEventListener("abort", give);
  return ended;
}
