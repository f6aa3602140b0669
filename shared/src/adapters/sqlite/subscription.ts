import type { Log } from "../../telemetry/log.ts";
import { createFifo } from "./fifo.ts";

export type Message = { id: number; body: string; deliveries: number; notBefore: number };

/** The messages of one type, as the file has them. */
export type Queue = {
  /** The oldest with a higher id. */
  load(afterId: number, limit: number): Message[];
  handled(message: Message): void;
  /** The message as it is to come again; undefined if it is not to. Never rejects. */
  failed(message: Message, error: unknown): Promise<Message | undefined>;
};

export type SubscriptionDeps = {
  queue: Queue;
  handle: (message: Message) => Promise<void>;
  concurrency: number;
  now: () => Date;
  log: Log;
};

/**
 * How many messages that could be handed out memory holds; what is beyond that stays in the file until there is room.
 * Those that have failed are held besides, without a bound, each until its pause has passed: a few hundred bytes each,
 * and counting them would let them keep out those that are well.
 */
const WINDOW = 5_000;
const RELOAD_PAUSE = 1_000;

export function createSubscription({ queue, handle, concurrency, now, log }: SubscriptionDeps) {
  const waiting = createFifo<Message>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  /** Everything up to this id is in memory or was; `isBehind`: the file may have more. */
  let lastSeen = 0;
  let isBehind = true;
  let isClosed = false;

  const later = (milliseconds: number, then: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
      work();
    }, milliseconds);
    timers.add(timer);
  };
  const load = () => {
    let loaded: Message[];
    try {
      loaded = queue.load(lastSeen, WINDOW);
    } catch (error) {
      log.warn("waiting messages can't be read; trying again", { error });
      later(RELOAD_PAUSE, () => {});
      return;
    }
    isBehind = loaded.length === WINDOW;
    lastSeen = loaded.at(-1)?.id ?? lastSeen;
    for (const message of loaded) wait(message);
  };
  const wait = (message: Message) => {
    const pause = message.notBefore - now().getTime();
    if (pause <= 0) waiting.push(message);
    else later(pause, () => waiting.push(message));
  };
  const work = () => {
    while (!isClosed && running.size < concurrency) {
      if (waiting.size === 0 && isBehind) load();
      const message = waiting.shift();
      if (!message) return;
      const done = deliver(message).finally(() => {
        running.delete(done);
        work();
      });
      running.add(done);
    }
  };
  const deliver = async (message: Message) => {
    try {
      await handle(message);
    } catch (error) {
      const again = await queue.failed(message, error);
      if (again && !isClosed) wait(again);
      return;
    }
    queue.handled(message);
  };
  setImmediate(work);

  return {
    /** A message that was just written. */
    offer(message: Message) {
      if (isClosed || isBehind || message.id <= lastSeen) return;
      if (waiting.size >= WINDOW) {
        isBehind = true;
        return;
      }
      lastSeen = message.id;
      waiting.push(message);
      work();
    },
    async close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      while (running.size > 0) await Promise.all(running);
    },
  };
}
