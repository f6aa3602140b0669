import type { EventType, TaskEventType } from "./domain/events.ts";
import { MINUTE, SECOND } from "./domain/limits.ts";
import type { Claimed, State, Step, WorkedState } from "./domain/task.ts";
import { after } from "./domain/time.ts";
import type { Claimable } from "./domain/work.ts";

/**
 * The one table: which event goes from whom to whom, and what the step behind it may take.
 * Standalone's wiring, the queues of the cloud and the README's diagram are made from it.
 *
 * Per step: the work's deadline < the lease of its claim < the push subscription's acknowledgement deadline, so that a
 * worker gives up before it loses its lease, and no message comes back while its task is worked on.
 */

export type Service = "ingest" | "triage" | "respond" | "approval";

export type Stage<S extends WorkedState = WorkedState> = Claimable<S> & { work: number };

export const STAGES = {
  triage: { step: "triage", states: ["received"], work: 60 * SECOND, lease: 90 * SECOND },
  respond: { step: "respond", states: ["triaged"], work: 240 * SECOND, lease: 300 * SECOND },
  ask: { step: "ask", states: ["drafted"], work: 20 * SECOND, lease: 45 * SECOND },
  post: { step: "post", states: ["approved", "posting"], work: 60 * SECOND, lease: 120 * SECOND },
} as const satisfies { [S in Step]: Stage & { step: S } };

/** The states that a step works on. */
export type StateOf<S extends Step> = (typeof STAGES)[S]["states"][number];

/** When the work on a claimed task has to have ended, which is before its lease does. */
export function workEnds({ lease }: Pick<Claimed, "lease">): Date {
  const { work, lease: length } = STAGES[lease.step];
  return after(lease.until, work - length);
}

type Line = { from: Service; to: Service; step?: Step; ack: number };

export const PIPELINE = {
  "task.received": { from: "ingest", to: "triage", step: "triage", ack: 2 * MINUTE },
  "task.triaged": { from: "triage", to: "respond", step: "respond", ack: 6 * MINUTE },
  "reply.drafted": { from: "respond", to: "approval", step: "ask", ack: MINUTE },
  "reply.approved": { from: "approval", to: "approval", step: "post", ack: 3 * MINUTE },
  "replay.asked": { from: "approval", to: "triage", ack: 2 * MINUTE },
  "replay.sorted": { from: "triage", to: "respond", ack: 6 * MINUTE },
  "thread.changed": { from: "ingest", to: "approval", ack: 2 * MINUTE },
  "repository.changed": { from: "ingest", to: "approval", ack: 2 * MINUTE },
  "installation.changed": { from: "ingest", to: "approval", ack: 2 * MINUTE },
} as const satisfies Record<EventType, Line>;

const EVENT_OF = {
  received: "task.received",
  triaged: "task.triaged",
  drafted: "reply.drafted",
  approved: "reply.approved",
  posting: "reply.approved",
} as const satisfies Record<WorkedState, TaskEventType>;

/** When an event comes again that was not handled: pauses double from the first to the longest, in milliseconds. */
export type Redelivery = { firstPause: number; longestPause: number; maxDeliveries: number };

/**
 * Long enough for an outage to pass, and the sweep announces what matters anyway. Pub/Sub's own bounds are 0 s to 600 s
 * and 5 to 100 deliveries.
 */
export const REDELIVERY: Redelivery = { firstPause: SECOND, longestPause: 10 * MINUTE, maxDeliveries: 100 };

/** The event that hints at work on a task in this state, if a service works on it. */
export function eventFor(state: State): TaskEventType | undefined {
  return (EVENT_OF as Partial<Record<State, TaskEventType>>)[state];
}
