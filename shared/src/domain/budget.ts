import { z } from "zod";
import { DAY, MINUTE } from "./limits.ts";
import type { Kind } from "./shared-value.ts";
import { after, earlier, timeSchema } from "./time.ts";

/** What was set aside of one budget on one day. Instances take slices and spend from them; what they don't spend counts too. */
export const budgetSchema = z.object({
  takenMicros: z.number().int().nonnegative(),
  /** The ids of what was given back lately: an answer that got lost must not give it back twice. */
  returns: z.array(z.string()).optional(),
  changedAt: timeSchema.optional(),
  /** Somebody was told that one call may cost more than all of it. */
  isFoundTooSmall: z.literal(true).optional(),
});
export type Budget = z.infer<typeof budgetSchema>;

export const BUDGETS: Kind<Budget> = { name: "budgets", schema: budgetSchema };

const MOST_RETURNS = 20;

/** The budget after one more slice, or nothing if the cap would be passed. Money is counted in millionths of a dollar. */
export function takeSlice(budget: Budget | undefined, sliceMicros: number, capMicros: number): Budget | undefined {
  const takenMicros = (budget?.takenMicros ?? 0) + sliceMicros;
  return takenMicros <= capMicros ? { ...budget, takenMicros } : undefined;
}

/** The budget after something was spent that nobody had set aside: the cap can't undo it. */
export function chargeBudget(budget: Budget | undefined, micros: number): Budget {
  return { ...budget, takenMicros: (budget?.takenMicros ?? 0) + micros };
}

/** The budget after a part of a slice that nobody will spend was given back, or nothing if it was before. */
export function giveBack(budget: Budget | undefined, micros: number, id: string): Budget | undefined {
  if (!budget || budget.returns?.includes(id)) return undefined;
  return {
    ...budget,
    takenMicros: Math.max(0, budget.takenMicros - micros),
    returns: [...(budget.returns ?? []), id].slice(-MOST_RETURNS),
  };
}

/** The budget after somebody was told that it is too small, or nothing if somebody was before. */
export function findTooSmall(budget: Budget | undefined): Budget | undefined {
  return budget?.isFoundTooSmall ? undefined : { takenMicros: 0, ...budget, isFoundTooSmall: true };
}

/** How much may still be done: everything, with the fast model alone, or labels alone. */
export type SpendingLevel = "all" | "fast" | "labels";

const FAST_FROM = 0.7;
const LABELS_FROM = 0.9;

export function spendingLevel(usedMicros: number, capMicros: number): SpendingLevel {
  if (usedMicros >= capMicros * LABELS_FROM) return "labels";
  return usedMicros >= capMicros * FAST_FROM ? "fast" : "all";
}

/** Budgets are by the day, in UTC, and are kept a little longer so that they can be looked at. */
export function budgetKey(whose: string, at: Date): string {
  return `${at.toISOString().slice(0, 10)} ${whose}`;
}

export const BUDGETS_KEPT = 7 * DAY;

/** Longer than any call takes: what was set aside before has been settled, or never will be. */
const SETTLED_AFTER = 6 * MINUTE;

/** When there may be money again: soon, while calls may be running that will cost less than was set aside; else tomorrow. */
export function moneyAgain(budget: Budget | undefined, now: Date): Date {
  const settled = budget?.changedAt && after(budget.changedAt, SETTLED_AFTER);
  return settled && settled > now ? earlier(settled, tomorrow(now)) : tomorrow(now);
}

/** When the next day's budgets begin. */
export function tomorrow(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY) + 1) * DAY);
}
