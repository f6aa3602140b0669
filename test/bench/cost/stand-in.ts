import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { ModelWire } from "@frontdesk/shared/ports/model-wire";
import { startGemini } from "../../sandbox/gemini/start-gemini.ts";
import { type Bill, billOf } from "./bill.ts";

/** The day whose prices hold. */
export const START = new Date("2026-11-20T08:00:00Z");

/** Longer than any cache lives unused: what is stored at the end has been paid for. */
const CACHES_END = 30 * MINUTE;

export type StandIn = {
  wire: ModelWire;
  now: () => Date;
  /** The time goes on to so many milliseconds after the start. */
  goTo(milliseconds: number): void;
  /** Ends it, and says what it would have billed. */
  settle(): Promise<Bill>;
};

/** The models, over HTTP and without any wait, on a clock that is moved by hand. */
export async function startStandIn(): Promise<StandIn> {
  let time = START;
  const now = () => time;
  const gemini = await startGemini({ latency: 0, now, keep: 0 });
  const wire = createGemini({ apiKey: "key", baseUrl: gemini.url });
  const made: { [model: string]: number } = {};
  return {
    wire: {
      ...wire,
      async createCache(wanted, signal) {
        const cache = await wire.createCache(wanted, signal);
        if (cache.is === "made") made[wanted.model] = (made[wanted.model] ?? 0) + cache.tokens;
        return cache;
      },
    },
    now,
    goTo(milliseconds) {
      time = after(START, milliseconds);
    },
    async settle() {
      time = after(time, CACHES_END);
      const totals = gemini.totals();
      await gemini.close();
      return billOf(totals, made, START);
    },
  };
}
