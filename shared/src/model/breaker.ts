import { MINUTE, SECOND } from "../domain/limits.ts";
import { after, later } from "../domain/time.ts";

/** It opens when so many of the last ones failed. A model that answers two of three is worth asking again. */
const LOOKED_AT = 20;
const LEAST_LOOKED_AT = 10;
const TOO_MANY = 0.8;
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
 * Opens when most requests fail, for longer each time. Then one request may try, and if that fails it opens again. Each
 * one that works lets twice as many go at once, and each one that fails half as many, so that those who waited do not
 * come all together.
 */
export function createBreaker({ now, random }: BreakerDeps): Breaker {
  let worked: boolean[] = [];
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
    worked = [];
  };
  const open = () => {
    const longest = Math.min(FIRST_OPENING * 2 ** openings, LONGEST_OPENING);
    openings += 1;
    begin();
    heldUntil = after(now(), longest * (0.75 + 0.25 * random()));
  };
  const onFailure = () => {
    const failed = worked.filter((one) => !one).length;
    // A model that works takes its time, and one that is out of quota says so at once: what runs may yet work.
    const isFailing = worked.length >= LEAST_LOOKED_AT && failed >= (worked.length + running) * TOO_MANY;
    if (room === 1 || (room === Number.POSITIVE_INFINITY && isFailing)) open();
    else if (room < Number.POSITIVE_INFINITY) room /= 2;
  };
  const onSuccess = () => {
    if (room * 2 < ROOM_TO_CLOSE) {
      room *= 2;
    } else if (room < Number.POSITIVE_INFINITY) {
      room = Number.POSITIVE_INFINITY;
      openings = 0;
      heldUntil = undefined;
      worked = [];
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
        end(hasWorked) {
          if (ended) return;
          ended = true;
          if (entered !== era) return;
          running -= 1;
          if (hasWorked === undefined) return;
          worked = [...worked, hasWorked].slice(-LOOKED_AT);
          if (hasWorked) onSuccess();
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
