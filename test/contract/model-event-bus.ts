import { Unavailable } from "@frontdesk/shared/domain/errors";
import { type EventOf, type EventType, eventSchema } from "@frontdesk/shared/domain/events";
import { REDELIVERY, type Redelivery } from "@frontdesk/shared/pipeline";
import type { EventBus } from "@frontdesk/shared/ports/event-bus";
import { orUnavailable } from "@frontdesk/shared/ports/unless-aborted";
import type { Line } from "./model-line.ts";
import type { Messages } from "./test-backend.ts";

/** The messages nobody has handled yet, and what became of those that nobody could. */
export type Mail = { waiting: Set<Letter>; dead: string[] };
type Letter = { type: EventType; text: string; failures: number };

export function createModelEventBus(mail: Mail, line: Line, alerts: string[], redelivery: Redelivery = REDELIVERY) {
  const { firstPause, longestPause, maxDeliveries } = redelivery;
  const handOuts = new Map<EventType, () => void>();
  /** With a handler, or pausing after a failure. */
  const held = new Set<Letter>();
  const running = new Set<Promise<void>>();

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
    alerts.push(`dead letter after ${letter.failures} deliveries: ${letter.text} (${error})`);
  };

  const bus: EventBus = {
    async publish(event, signal) {
      const gaveUp = "publishing was given up";
      if (signal?.aborted) throw new Unavailable(gaveUp, { cause: signal.reason });
      const published = drop(event.type, JSON.stringify(event));
      await (signal ? orUnavailable(published, signal, gaveUp) : published);
    },

    subscribe<T extends EventType>(type: T, handler: (event: EventOf<T>) => Promise<void>, concurrency = 10) {
      if (handOuts.has(type)) throw new Error(`${type} has a handler already`);
      const ours = new Set<Promise<void>>();

      const handle = async (letter: Letter) => {
        const event = understood(type, letter.text);
        if (event) {
          try {
            await handler(event);
          } catch (error) {
            return failed(letter, error);
          }
        } else {
          alerts.push(`not an event of type ${type}: ${letter.text}`);
        }
        mail.waiting.delete(letter);
        held.delete(letter);
      };
      const handOut = () => {
        if (handOuts.get(type) !== handOut) return;
        for (const letter of mail.waiting) {
          if (ours.size >= concurrency) return;
          if (letter.type !== type || held.has(letter)) continue;
          held.add(letter);
          const run = handle(letter).finally(() => {
            ours.delete(run);
            running.delete(run);
            handOut();
          });
          ours.add(run);
          running.add(run);
        }
      };
      handOuts.set(type, handOut);
      queueMicrotask(handOut);

      return {
        async close() {
          handOuts.delete(type);
          await Promise.all(ours);
        },
      };
    },
  };

  const messages: Messages = {
    publishRaw: drop,
    deadLetters: () => line.read(() => mail.dead),
  };
  const stop = async () => {
    handOuts.clear();
    await Promise.all(running);
  };
  return { bus, messages, stop };
}

function understood<T extends EventType>(type: T, text: string): EventOf<T> | undefined {
  try {
    const event = eventSchema.parse(JSON.parse(text));
    return event.type === type ? (event as EventOf<T>) : undefined;
  } catch {
    return undefined;
  }
}
