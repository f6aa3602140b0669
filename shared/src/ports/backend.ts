import type { EventBus } from "./event-bus.ts";
import type { ModelCalls } from "./model-calls.ts";
import type { SharedValues } from "./shared-values.ts";
import type { TaskStore } from "./task-store.ts";

/** Everything that is kept, and the events in between. */
export type Backend = {
  tasks: TaskStore;
  calls: ModelCalls;
  values: SharedValues;
  bus: EventBus;
  /**
   * Waits for the handlers that run. Resolves when everything accepted is durable and nothing is held any more. Whatever
   * is asked afterwards rejects with `Unavailable`.
   */
  close(): Promise<void>;
};
