import { Unavailable } from "@frontdesk/shared/domain/errors";
import { type EventOf, type EventType, eventSchema } from "@frontdesk/shared/domain/events";
import type { EventBus } from "@frontdesk/shared/ports/event-bus";
import type { Line } from "./model-line.ts";
import type { BackendOptions, Messages } from "./test-backend.ts";

/** The messages nobody has handled yet, and what became of those that nobody could. */
export type Mail = { waiting: Set<Letter>; dead: string[]; alerts: string[] };
type Letter = { type: EventType; text: string; failures: number };
type Redelivery = NonNullable<BackendOptions["redelivery"]>;

const REDELIVERY: Redelivery = { firstPause: 1_000, longestPause: 600_000, maxDeliveries: 100 };

export function createModelEventBus(mail: Mail, line: Line, redelivery: Redelivery = REDELIVERY) {
  const { firstPause, longestPause, maxDeliveries } = redelivery;
  const handOuts = new Map<EventType, () => void>();
  /** With a handler, or pausing after a failure. */
  const held = new Set<Letter>();

  const drop = async (type: EventType, text: string) => {
    await line.write(() => mail.waiting.add({ type, text, failures: 0 }));
    handOuts.get(type)?.();
  };
  const failed = (letter: Letter, error: unknown) => {
    letter.failures += 1;
    if (letter.failures < maxDeliveries) {
      const pause = Math.min(firstPause * 2 ** (letter.failures - 1), longestPause);
      setTimeout(() => {
        held.delete(letter);
        handOuts.get(letter.type)?.();
      }, pause).unref();
      return;
    }
    mail.waiting.delete(letter);
    mail.dead.push(letter.text);
    mail.alerts.push(`dead letter after ${letter.failures} deliveries: ${letter.text} (${error})`);
  };

  const bus: EventBus = {
    async publish(event, signal) {
      if (signal?.aborted) throw new Unavailable("publishing was given up", { cause: signal.reason });
      await drop(event.type, JSON.stringify(event));
    },

    subscribe<T extends EventType>(type: T, handler: (event: EventOf<T>) => Promise<void>, concurrency = 10) {
      if (handOuts.has(type)) throw new Error(`${type} has a handler already`);
      const running = new Set<Promise<void>>();

      const handle = async (letter: Letter) => {
        const event = understood(type, letter.text);
        if (event) {
          try {
            await handler(event);
          } catch (error) {
            return failed(letter, error);
          }
        } else {
          mail.alerts.push(`not an event of type ${type}: ${letter.text}`);
        }
        mail.waiting.delete(letter);
        held.delete(letter);
      };
      const handOut = () => {
        if (handOuts.get(type) !== handOut) return;
        for (const letter of mail.waiting) {
          if (running.size >= concurrency) return;
          if (letter.type !== type || held.has(letter)) continue;
          held.add(letter);
          const run = handle(letter).finally(() => {
            running.delete(run);
            handOut();
          });
          running.add(run);
        }
      };
      handOuts.set(type, handOut);
      queueMicrotask(handOut);

      return {
        async close() {
          handOuts.delete(type);
          await Promise.all(running);
        },
      };
    },
  };

  const messages: Messages = {
    publishRaw: drop,
    deadLetters: () => line.read(() => mail.dead),
    alerts: () => mail.alerts,
  };
  return { bus, messages, stop: () => handOuts.clear() };
}

function understood<T extends EventType>(type: T, text: string): EventOf<T> | undefined {
  try {
    const event = eventSchema.parse(JSON.parse(text));
    return event.type === type ? (event as EventOf<T>) : undefined;
  } catch {
    return undefined;
  }
}
