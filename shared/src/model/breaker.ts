import { MINUTE, SECOND } from "../domain/limits.ts";
import { after, later } from "../domain/time.ts";

const FAILURES_TO_OPEN = 8;
const FIRST_OPENING = 10 * SECOND;
const LONGEST_OPENING = 5 * MINUTE;
/** From so many requests at once on, it is as it was before. */
const ROOM_TO_CLOSE = 32;
/** For those who find it full while it recovers. */
const LOOK_AGAIN = SECOND;

/** Keeps requests from a model that fails, and lets them back a few at a time. One per model and instance. */
export type Breaker = {
  /** A pass to send one request; or from when on to ask for one again. */
  enter(): Pass | { from: Date };
  /** Whether requests are held back at present. */
  isHolding(): boolean;
  /** Nothing is sent until then. True if it was not known already that there is nothing to be had. */
  hold(until: Date): boolean;
};

/** To be ended once: by whether the model did its work, or by nothing, where that can't be told. */
export type Pass = { end(worked: boolean | undefined): void };

type BreakerDeps = { now: () => Date; random: () => number };

/**
 * Opens after many failures in a row, for longer each time. Then one request may try; each one that works lets twice as
 * many go at once, so that those who waited do not come all together. One that fails opens it again.
 */
export function createBreaker({ now, random }: BreakerDeps): Breaker {
  let failures = 0;
  let openings = 0;
  let heldUntil: Date | undefined;
  let room = Number.POSITIVE_INFINITY;
  let running = 0;
  /** Requests that were sent before it opened say nothing about what came after, and take up no room there. */
  let era = 0;

  const begin = () => {
    era += 1;
    running = 0;
    room = 1;
    failures = 0;
  };
  const open = () => {
    const longest = Math.min(FIRST_OPENING * 2 ** openings, LONGEST_OPENING);
    openings += 1;
    begin();
    heldUntil = after(now(), longest * (0.75 + 0.25 * random()));
  };
  const onFailure = () => {
    failures += 1;
    if (room < Number.POSITIVE_INFINITY || failures >= FAILURES_TO_OPEN) open();
  };
  const onSuccess = () => {
    failures = 0;
    if (room * 2 < ROOM_TO_CLOSE) {
      room *= 2;
    } else {
      room = Number.POSITIVE_INFINITY;
      openings = 0;
      heldUntil = undefined;
    }
  };

  return {
    enter() {
      if (heldUntil && heldUntil > now()) return { from: heldUntil };
      if (running >= room) return { from: after(now(), LOOK_AGAIN * (0.5 + random())) };
      running += 1;
      const entered = era;
      let ended = false;
      return {
        end(worked) {
          if (ended) return;
          ended = true;
          if (entered !== era) return;
          running -= 1;
          if (worked === undefined) return;
          if (worked) onSuccess();
          else onFailure();
        },
      };
    },

    isHolding: () => room < Number.POSITIVE_INFINITY,

    hold(until) {
      const isNews = heldUntil === undefined || heldUntil <= now();
      heldUntil = later(until, heldUntil);
      begin();
      return isNews;
    },
  };
}
