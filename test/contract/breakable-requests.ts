import type { Requests } from "@frontdesk/shared/adapters/gcp/requests";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { EventBus } from "@frontdesk/shared/ports/event-bus";
import type { Faults } from "./test-backend.ts";

/** A line to Firestore, and to a bus, that can break. */
export function createBreakableLine() {
  let isDown = false;
  let nextWrite: "fine" | "refused" | (() => Promise<unknown>) = "fine";
  const check = () => {
    if (isDown) throw new Unavailable("the backend is down");
  };
  const write = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    const fate = nextWrite;
    nextWrite = "fine";
    if (fate === "refused") throw new Unavailable("the connection broke on the way there");
    const answer = await send();
    if (fate === "fine") return answer;
    await fate();
    throw new Unavailable("the connection broke on the way back");
  };
  const read = async <T>(send: () => Promise<T>): Promise<T> => {
    check();
    return send();
  };

  const faults: Faults = {
    loseNextAnswer(meanwhile = async () => {}) {
      nextWrite = meanwhile;
    },
    refuseNextWrite() {
      nextWrite = "refused";
    },
    goDown() {
      isDown = true;
    },
    comeBack() {
      isDown = false;
    },
  };
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
