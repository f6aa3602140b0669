import type { Event, EventOf, EventType } from "../domain/events.ts";

/** Sends hints from service to service. Losing one, or giving one twice, changes nothing but speed. */
export interface EventPublisher {
  /**
   * When it resolves, the event is kept durably until a subscription of its type has handled it, also across a crash.
   * Rejects with `Unavailable` when that can't be had, or when `signal` aborts; it may have been published all the same.
   */
  publish(event: Event, signal?: AbortSignal): Promise<void>;
}

export interface EventSubscriber {
  /**
   * Gives every event of the type, those published before included, to the handler: at least once, in no order that
   * counts, at most `concurrency` at a time (the bus has a default). One handler a type.
   *
   * An event is done with when its handler resolves. When it rejects, the event comes again later, with growing pauses;
   * after 100 deliveries, or some more where the bus itself could not count them, it is put aside as a dead letter and an
   * alert is logged. A handler that has something to
   * say about the *task* never says it by rejecting: rejecting slows down the events of all other tasks.
   *
   * An event that can't be understood is logged with an alert and done with.
   */
  subscribe<T extends EventType>(
    type: T,
    handler: (event: EventOf<T>) => Promise<void>,
    concurrency?: number,
  ): Subscription;
}

export interface Subscription {
  /** Gives out nothing more; resolves when the handlers that are running have ended. What was not handled comes again elsewhere. */
  close(): Promise<void>;
}

export type EventBus = EventPublisher & EventSubscriber;
