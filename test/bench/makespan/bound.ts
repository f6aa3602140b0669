import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { type Quota, shareOf } from "@frontdesk/shared/model/rate-limit";

/** A model takes so long, as the stand-in has it at its usual pace: evenly spread in between. */
export const TAKES = { least: 8 * SECOND, most: 25 * SECOND };
/** Of a minute's share, what may go at once at the beginning. */
const BURST = 0.25;

export type Load = { tasks: number; atOnce: number; refused: number; quota: Quota };

/** The soonest end in milliseconds, by each of the two that nobody gets around. */
export type Bound = { byQuota: number; byLatency: number; soonest: number };

/**
 * By the quota: each answer takes 1 ÷ (1 − refused) requests on the average, which go at the pace of our share (80 % of
 * the project's), but for the burst that it begins with, and the last one takes as long as the shortest does. By the
 * latency: all answers, one after the other for each of those at once. Waits that a refusal asks for are not counted:
 * meanwhile something else could be done.
 */
export function boundOf({ tasks, atOnce, refused, quota }: Load): Bound {
  const { rpm } = shareOf(quota, { share: 1, instances: 1 });
  const requests = tasks / (1 - refused);
  const byQuota = ((requests - BURST * rpm) / rpm) * MINUTE + TAKES.least;
  const byLatency = (tasks * (TAKES.least + TAKES.most)) / 2 / atOnce;
  return { byQuota, byLatency, soonest: Math.max(byQuota, byLatency) };
}
