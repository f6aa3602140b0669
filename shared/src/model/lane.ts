import { after } from "../domain/time.ts";
import { type Breaker, createBreaker, type Pass } from "./breaker.ts";
import { createRateLimit, type Place, type Quota } from "./rate-limit.ts";
import type { Timing } from "./timing.ts";

/** The way to one model: past what holds requests back while it fails, and then in line for its quota. */
export type Lane = {
  /** Waits for the right to send a request of about so many tokens, but not beyond `until`. */
  enter(tokens: number, until: Date, signal: AbortSignal): Promise<Entered | Held>;
  breaker: Pick<Breaker, "isHolding" | "hold">;
};

/** `worked`: whether the model did; undefined if that can't be told. `tokens`: how many they were in the end. */
export type Entered = { leave(worked: boolean | undefined, tokens: number): void };
/** `inTurn`: nobody else was told to come then. */
export type Held = { from: Date; why: string; inTurn: boolean };

export function createLane(quota: Quota | undefined, timing: Timing): Lane {
  const { now, sleep } = timing;
  const breaker = createBreaker(timing);
  const limit = quota && createRateLimit(quota, timing);

  const pass = async (until: Date, signal: AbortSignal): Promise<Pass | Held> => {
    for (;;) {
      const entered = breaker.enter();
      if ("end" in entered) return entered;
      // A little later each: whoever waits until a time waits with others.
      const wait = (entered.from.getTime() - now().getTime()) * (1 + timing.random() / 4);
      if (after(now(), wait) > until) {
        return { from: entered.from, why: "the model fails too often at present", inTurn: false };
      }
      await sleep(wait, signal);
    }
  };

  return {
    async enter(tokens, until, signal) {
      const place = limit?.take(tokens, until);
      if (place && "freeAt" in place) {
        return { from: place.freeAt, why: "our share of the model's quota is used up", inTurn: true };
      }
      try {
        const wait = place ? place.at.getTime() - now().getTime() : 0;
        if (wait > 0) await sleep(wait, signal);
        const passed = await pass(until, signal);
        if (!("end" in passed)) {
          place?.giveBack();
          return passed;
        }
        return leaving(passed, place);
      } catch (error) {
        place?.giveBack();
        throw error;
      }
    },
    breaker,
  };
}

function leaving(passed: Pass, place: Place | undefined): Entered {
  return {
    leave(worked, tokens) {
      passed.end(worked);
      place?.settle(tokens);
    },
  };
}
