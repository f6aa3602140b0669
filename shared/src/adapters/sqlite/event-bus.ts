import { Unavailable } from "../../domain/errors.ts";
import { type EventOf, type EventType, eventSchema } from "../../domain/events.ts";
import { MINUTE, SECOND } from "../../domain/limits.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Reader } from "./reader.ts";
import { createSubscription, type Message, type Queue } from "./subscription.ts";
import type { Writer } from "./writer.ts";

/** Milliseconds: pauses double from the first to the longest. After `maxDeliveries` a message is put aside. */
export type Redelivery = { firstPause: number; longestPause: number; maxDeliveries: number };

/** Long enough for an outage to pass, and the sweep announces what matters anyway. */
const REDELIVERY: Redelivery = { firstPause: SECOND, longestPause: 10 * MINUTE, maxDeliveries: 100 };

const DEFAULT_CONCURRENCY = 50;

export type BusDeps = {
  writer: Writer;
  reader: Reader;
  log: Log;
  now: () => Date;
  redelivery?: Redelivery | undefined;
};

/**
 * A queue in the same file. A message is a row until it is handled; memory holds a window of what waits. Handing over
 * costs no read as long as the window has room.
 */
export function createEventBus(deps: BusDeps): EventBus & { close(): Promise<void> } {
  const { writer, reader, log, now } = deps;
  const { firstPause, longestPause, maxDeliveries } = deps.redelivery ?? REDELIVERY;
  const subscriptions = new Map<EventType, ReturnType<typeof createSubscription>>();
  let lastId = Number(reader.one("SELECT max(id) AS id FROM messages")?.id ?? 0);

  const remove = (id: number) => writer.write([["deleteMessage", id]]);

  /** Removing is not waited for: a message that is handled and still there after a crash is a hint too many. */
  const queueOf = (type: EventType): Queue => ({
    load(afterId, limit) {
      const sql = `SELECT id, body, deliveries, not_before FROM messages
                   WHERE type = ? AND is_dead = 0 AND id > ? ORDER BY id LIMIT ?`;
      return reader.all(sql, type, afterId, limit).map((row) => ({
        id: Number(row.id),
        body: String(row.body),
        deliveries: Number(row.deliveries),
        notBefore: Number(row.not_before),
      }));
    },
    handled: (message) => void remove(message.id).catch((error) => log.warn("a handled message stays", { error })),
    async failed(message, error) {
      const deliveries = message.deliveries + 1;
      if (deliveries >= maxDeliveries) {
        log.alert("a message is put aside as a dead letter", { type, body: message.body, deliveries, error });
        await writer.write([["buryMessage", message.id]]);
        return undefined;
      }
      log.warn("a message will come again", { type, body: message.body, deliveries, error });
      const pause = Math.min(firstPause * 2 ** (deliveries - 1), longestPause);
      const notBefore = now().getTime() + pause;
      await writer.write([["delayMessage", deliveries, notBefore, message.id]]);
      return { ...message, deliveries, notBefore };
    },
  });

  return {
    async publish(event, signal) {
      if (signal?.aborted) throw new Unavailable("the publisher gave up", { cause: signal.reason });
      const id = ++lastId;
      const body = JSON.stringify(event);
      await writer.write([["addMessage", id, event.type, body]]);
      subscriptions.get(event.type)?.offer({ id, body, deliveries: 0, notBefore: 0 });
    },

    subscribe<T extends EventType>(
      type: T,
      handler: (event: EventOf<T>) => Promise<void>,
      concurrency = DEFAULT_CONCURRENCY,
    ) {
      if (subscriptions.has(type)) throw new Error(`${type} has a handler already`);
      const handle = async (message: Message) => {
        const parsed = eventSchema.safeParse(parseJson(message.body));
        if (parsed.success && parsed.data.type === type) return handler(parsed.data as EventOf<T>);
        log.alert("a message can't be understood and is removed", { type, body: message.body });
      };
      const subscription = createSubscription({ queue: queueOf(type), handle, concurrency, now, log });
      subscriptions.set(type, subscription);
      return {
        async close() {
          subscriptions.delete(type);
          await subscription.close();
        },
      };
    },

    async close() {
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.close()));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
