import type { ServerResponse } from "node:http";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { BodyBudget } from "./read-body.ts";

/** What is taken on at a time. Beyond it a delivery is turned away before it is accepted, so that nothing accepted is ever lost. */
export type Capacity = {
  /** Verified deliveries that are being persisted. */
  persisting: number;
  /** Bytes of bodies, read or being read. */
  bytes: number;
};

export const CAPACITY: Capacity = { persisting: 1_000, bytes: 256 * 1024 * 1024 };

export type Overload = {
  bodies: BodyBudget;
  isFull(): boolean;
  /** Counts the work while it runs. */
  persist<T>(work: () => Promise<T>): Promise<T>;
};

export function createOverload({ persisting, bytes }: Capacity): Overload {
  let running = 0;
  return {
    bodies: { most: bytes, used: 0 },
    isFull: () => running >= persisting,
    async persist(work) {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
      }
    },
  };
}

const COME_BACK_IN_SECONDS = "5";

/** GitHub keeps what it could not deliver, and the deliveries sweep has it delivered again. */
export function turnAway(response: ServerResponse, why: string): void {
  sendProblem(response.setHeader("retry-after", COME_BACK_IN_SECONDS), 503, why);
}
