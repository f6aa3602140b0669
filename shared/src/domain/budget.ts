import { z } from "zod";

/** What was set aside of one budget on one day. Instances take slices and spend from them; what they don't spend counts too. */
export const budgetSchema = z.object({ takenMicros: z.number().int().nonnegative() });
export type Budget = z.infer<typeof budgetSchema>;

/** The budget after one more slice, or nothing if the cap would be passed. Money is counted in millionths of a dollar. */
export function takeSlice(budget: Budget | undefined, sliceMicros: number, capMicros: number): Budget | undefined {
  const takenMicros = (budget?.takenMicros ?? 0) + sliceMicros;
  return takenMicros <= capMicros ? { takenMicros } : undefined;
}
