import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, timeSchema } from "@frontdesk/shared/domain/time";
import type { Delivery } from "@frontdesk/shared/ports/code-host";
import type { Entry } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";

const openSchema = z.object({
  is: z.literal("open"),
  /** Of the newest attempt that is known. */
  id: z.string(),
  triedAt: timeSchema,
  status: z.number().int(),
  event: z.string(),
  firstAt: timeSchema,
  /** How often GitHub was asked to deliver it again. */
  asked: z.number().int().nonnegative(),
  refusals: z.number().int().nonnegative(),
});
export type OpenDelivery = z.infer<typeof openSchema>;

/** What became of a delivery that failed, or that was delivered again. */
const failedSchema = z.discriminatedUnion("is", [openSchema, z.object({ is: z.enum(["arrived", "lost"]) })]);
export type FailedDelivery = z.infer<typeof failedSchema>;

/** An App's, by guid. An open one is due when GitHub is to be asked for it. */
export function failedDeliveries(appId: number): Kind<FailedDelivery> {
  return { name: `failed-deliveries-${appId}`, schema: failedSchema };
}

/** GitHub forgets deliveries after this. */
export const KEPT_FOR = 3 * DAY;
/** GitHub lists a delivery some time after it was made. */
export const LISTED_WITHIN = 10 * MINUTE;
/** For longer than GitHub lists any attempt at it. */
const REMEMBERED_FOR = 2 * KEPT_FOR;
/** What we refused on purpose will be refused again, most likely. */
const MOST_REFUSALS = 3;
/** Ingest's verdicts on what a delivery says. 401, 403, 404 or 429 is about the way to it, and passes. */
const REFUSED = [400, 413, 415];

/** What is known of a delivery once these attempts are known as well, the oldest first. The same ones again change nothing. */
export function noted(known: FailedDelivery | undefined, attempts: readonly Delivery[]): FailedDelivery | undefined {
  if (known?.is === "arrived") return known;
  return attempts.some(isDelivered) ? { is: "arrived" } : attempts.reduce(withFailure, known);
}

function withFailure(known: FailedDelivery | undefined, attempt: Delivery): FailedDelivery | undefined {
  const { id, at, status, event, redelivery } = attempt;
  const refusals = isRefused(attempt) ? 1 : 0;
  if (known === undefined) {
    // Later attempts are listed before the first, which may have arrived: without it, nobody knows.
    return redelivery ? known : { is: "open", id, triedAt: at, status, event, firstAt: at, asked: 0, refusals };
  }
  if (known.is !== "open" || at <= known.triedAt) return known;
  return { ...known, id, triedAt: at, status, refusals: known.refusals + refusals };
}

export function entryOf(value: FailedDelivery, now: Date): Entry<FailedDelivery> {
  const entry = { value, expiresAt: after(now, REMEMBERED_FOR) };
  return value.is === "open" ? { ...entry, dueAt: after(value.triedAt, pauseAfter(value)) } : entry;
}

/** As it is once GitHub is asked for it: until what came of that must be listed, it is not asked for again. */
export function askedAgain(open: OpenDelivery, now: Date): Entry<FailedDelivery> {
  const value = { ...open, asked: open.asked + 1 };
  return { ...entryOf(value, now), dueAt: after(now, Math.max(LISTED_WITHIN, pauseAfter(value))) };
}

/** Each try waits twice as long as the one before, up to an hour. */
function pauseAfter({ asked }: OpenDelivery): number {
  return Math.min(MINUTE * 2 ** asked, HOUR);
}

export function isPastSaving({ refusals, firstAt }: OpenDelivery, now: Date): boolean {
  return refusals >= MOST_REFUSALS || firstAt < after(now, HOUR - KEPT_FOR);
}

export function isDelivered({ status }: Delivery): boolean {
  return status >= 200 && status < 300;
}

export function isRefused({ status }: Delivery): boolean {
  return REFUSED.includes(status);
}
