import type { Requests } from "@frontdesk/shared/adapters/gcp/requests";
import type { EventBus } from "@frontdesk/shared/ports/event-bus";
import { createBreakable } from "./breakable.ts";

/** A line to Firestore, and to a bus, that can break. */
export function createBreakableLine() {
  const { check, read, write, faults } = createBreakable();
  const requests = (real: Requests): Requests => ({
    ...real,
    commit: (writes) => write(() => real.commit(writes)),
    get: (...documents) => read(() => real.get(...documents)),
    find: (query) => read(() => real.find(query)),
    count: (query) => read(() => real.count(query)),
    listen(...asked) {
      check();
      return real.listen(...asked);
    },
  });
  const bus = (real: EventBus): EventBus => ({
    ...real,
    publish: (event, signal) => write(() => real.publish(event, signal)),
  });
  return { faults, requests, bus };
}
