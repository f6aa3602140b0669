import { Unavailable } from "../../domain/errors.ts";
import { type Event, type EventOf, type EventType, eventSchema } from "../../domain/events.ts";
import { parseJson } from "../../domain/parse-json.ts";
import { REDELIVERY, type Redelivery } from "../../pipeline.ts";
import type { EventBus, Subscription } from "../../ports/event-bus.ts";
import { orUnavailable } from "../../ports/unless-aborted.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Reader } from "./reader.ts";
import { createSubscription, type Message, type Queue } from "./subscription.ts";
import type { Writer } from "./writer.ts";

const DEFAULT_CONCURRENCY = 50;

const GAVE_UP = "the publisher gave up";

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
  /** With those whose last handlers still run. */
  const unended = new Set<Subscription>();
  let lastId = Number(reader.one("SELECT max(id) AS id FROM messages")?.id ?? 0);

  const add = async (event: Event) => {
    const id = ++lastId;
    const body = JSON.stringify(event);
    await writer.write([["addMessage", id, event.type, body]]);
    subscriptions.get(event.type)?.offer({ id, body, deliveries: 0, notBefore: 0 });
  };
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
      const pause = Math.min(firstPause * 2 ** (deliveries - 1), longestPause);
      const notBefore = now().getTime() + pause;
      try {
        if (deliveries >= maxDeliveries) {
          await writer.write([["buryMessage", message.id]]);
          log.alert("a message is put aside as a dead letter", { type, body: message.body, deliveries, error });
          return undefined;
        }
        log.warn("a message will come again", { type, body: message.body, deliveries, error });
        await writer.write([["delayMessage", deliveries, notBefore, message.id]]);
      } catch (cause) {
        // Then only memory knows how often it was delivered: after a restart it has as many deliveries more.
        log.warn("a failed message can't be noted, and comes again all the same", { body: message.body, error: cause });
      }
      return { ...message, deliveries, notBefore };
    },
  });

  return {
    async publish(event, signal) {
      if (signal?.aborted) throw new Unavailable(GAVE_UP, { cause: signal.reason });
      const published = add(event);
      await (signal ? orUnavailable(published, signal, GAVE_UP) : published);
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
      unended.add(subscription);
      return {
        async close() {
          if (subscriptions.get(type) === subscription) subscriptions.delete(type);
          await subscription.close();
          unended.delete(subscription);
        },
      };
    },

    async close() {
      await Promise.all([...unended].map((subscription) => subscription.close()));
    },
  };
}
