import { MINUTE } from "../domain/limits.ts";

/** Requests and input tokens that a model takes in a minute. */
export type Quota = { rpm: number; tpm: number };

/** Of a project's quota, what one instance of one service may use. */
export function shareOf({ rpm, tpm }: Quota, { share, instances }: { share: number; instances: number }): Quota {
  const part = (USED * share) / instances;
  return { rpm: rpm * part, tpm: tpm * part };
}

/** What is left over is for what others count otherwise than we do. */
const USED = 0.8;
/**
 * What was not used lately may go at once, up to this part of a minute's share. In no minute is it more than the share
 * and this: together what the project's quota allows.
 */
const BURST = 0.25;
/** Not everybody who is told to come back does. */
const FARTHEST = 15 * MINUTE;

export type RateLimit = {
  /**
   * The right to send a request of about so many tokens at `at`: first come, first served. Where that would be later than
   * `until` nothing is taken, and `freeAt` says when it may be worth coming back: those who are turned away are told to
   * come at the pace at which they can be served, so that few are turned away twice.
   */
  take(tokens: number, until: Date): Place | { freeAt: Date };
};

export type Place = {
  at: Date;
  /** So many tokens it were in the end; 0 where the request was never sent, or refused. */
  settle(tokens: number): void;
  /** It was never sent. */
  giveBack(): void;
};

/** Two buckets that fill up steadily. What is promised to those who wait has been taken out already. */
export function createRateLimit({ rpm, tpm }: Quota, { now }: { now: () => Date }): RateLimit {
  const requests = createBucket(rpm, now);
  const spent = createBucket(tpm, now);
  /** When all will have had their turn who were turned away so far. */
  let othersUntil = 0;
  const turnAway = (at: number, tokens: number): Date => {
    const turn = Math.min(Math.max(othersUntil, at), now().getTime() + FARTHEST);
    othersUntil = turn + Math.max(MINUTE / rpm, (MINUTE * tokens) / tpm);
    return new Date(turn);
  };
  return {
    take(tokens, until) {
      const at = new Date(Math.max(requests.freeAt(1), spent.freeAt(tokens)));
      if (at > until) return { freeAt: turnAway(at.getTime(), tokens) };
      requests.take(1);
      spent.take(tokens);
      return {
        at,
        settle: (actual) => spent.take(actual - tokens),
        giveBack() {
          requests.take(-1);
          spent.take(-tokens);
        },
      };
    },
  };
}

function createBucket(perMinute: number, now: () => Date) {
  /** Whatever the share, one request must fit. */
  const capacity = Math.max(perMinute * BURST, 1);
  let level = capacity;
  let filledAt = now().getTime();
  const fill = () => {
    const time = now().getTime();
    // A clock that goes backwards fills nothing.
    level = Math.min(capacity, level + (Math.max(0, time - filledAt) * perMinute) / MINUTE);
    filledAt = time;
  };
  return {
    /** What is larger than the bucket goes when that is full, and leaves a debt. */
    freeAt(amount: number): number {
      fill();
      const missing = Math.min(amount, capacity) - level;
      // Sums of fractions are a hair off.
      return filledAt + (missing > 1e-9 ? Math.ceil((missing * MINUTE) / perMinute) : 0);
    },
    take(amount: number) {
      fill();
      level = Math.min(capacity, level - amount);
    },
  };
}
