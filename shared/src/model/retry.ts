import { MINUTE, SECOND } from "../domain/limits.ts";

const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 20 * SECOND;
const SHORTEST_WAIT = 5 * SECOND;
const LEAST_DEFERRAL = 30 * SECOND;
const LONGEST_DEFERRAL = 15 * MINUTE;

/** More requests than this for one question are no help any more: somebody else's turn. */
export const MOST_REQUESTS = 6;

/**
 * How long to wait before asking again, after so many requests in vain. Never less than the model asked for, and never
 * the same for all who were told the same.
 */
export function pauseAfter(requests: number, retryAfterMs: number | undefined, random: () => number): number {
  const growing = Math.min(FIRST_PAUSE * 2 ** (requests - 1), LONGEST_PAUSE);
  if (retryAfterMs === undefined) return growing * (0.5 + 0.5 * random());
  return retryAfterMs + Math.max(growing, retryAfterMs / 4) * random();
}

/**
 * When to come back with what got no answer now, no sooner than `from`. The longer that is, the wider they are spread:
 * those who were turned away together must not come back together.
 */
export function comeBack(now: Date, from: Date, random: () => number): Date {
  const wait = Math.max(from.getTime() - now.getTime(), LEAST_DEFERRAL);
  return new Date(now.getTime() + wait + random() * Math.min(wait, LONGEST_DEFERRAL));
}

/** The same, where each was given a time of its own. */
export function comeInTurn(now: Date, turn: Date, random: () => number): Date {
  return new Date(Math.max(turn.getTime(), now.getTime() + SHORTEST_WAIT) + random() * SHORTEST_WAIT);
}
