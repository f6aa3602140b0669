import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, later, timeSchema } from "@frontdesk/shared/domain/time";
import type { Delivery, DeliveryPage, WebhookDeliveries } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";
import { entryOf, failedDeliveries, isDelivered, KEPT_FOR, LISTED_WITHIN, noted } from "./failed-delivery.ts";

export type NoteDeps = { deliveries: WebhookDeliveries; values: SharedValues; now: () => Date };

const sweptSchema = z.object({
  /** What was delivered before it is noted. */
  settledUntil: timeSchema.optional(),
  /** Where a walk goes on that was longer than one sweep may take. */
  walk: z.object({ after: z.string(), begunAt: timeSchema }).optional(),
});
type Swept = z.infer<typeof sweptSchema>;

/** How far GitHub's list was read, by App. */
const SWEPT_DELIVERIES: Kind<Swept> = { name: "swept-deliveries", schema: sweptSchema };

/** In one sweep; the next one goes on. GitHub allows 5,000 requests an hour, of all kinds. */
const MOST_PAGES = 20;
/** So much may our clock be ahead of GitHub's. */
const CLOCK_AHEAD = 10 * MINUTE;

/**
 * Notes the failures that are new on GitHub's list, and what came of those that are known: on the newest page, and from
 * there down to what is noted already, or on from where the last sweep came to.
 *
 * Resolves with the error where the list can't be read on. What was read until then is noted, and the next sweep tries
 * the same place again. If that fails, too, the walk begins anew: GitHub may not know the place any more.
 */
export async function noteDeliveries(
  newest: DeliveryPage,
  deps: NoteDeps,
  signal: AbortSignal,
): Promise<{ error: unknown } | undefined> {
  const { deliveries, values } = deps;
  const now = deps.now();
  const key = String(deliveries.appId);
  const { settledUntil, walk } = (await values.get(SWEPT_DELIVERIES, key)) ?? {};
  const until = later(after(now, -KEPT_FOR), settledUntil);
  const keep = (value: Swept) => values.put(SWEPT_DELIVERIES, key, { value });
  const keepUnsettled = (value: Swept) => keep({ ...(settledUntil && { settledUntil }), ...value });
  /** Where it goes on, if it does. */
  const noteAll = async ({ deliveries: attempts, next }: DeliveryPage) => {
    const unsettled = attempts.filter(({ at }) => at >= until);
    await note(unsettled, deps);
    return unsettled.length < attempts.length ? undefined : next;
  };

  const second = await noteAll(newest);
  const begunAt = walk?.begunAt ?? now;
  let place = walk ? walk.after : second;
  for (let page = 1; page < MOST_PAGES && place !== undefined; page++) {
    const found = await deliveries.page(place, signal).catch((error: unknown) => ({ error }));
    if ("error" in found) {
      const isSecondTry = place === walk?.after;
      await keepUnsettled(isSecondTry ? {} : { walk: { after: place, begunAt } });
      return found;
    }
    place = await noteAll(found);
  }
  if (place === undefined) await keep({ settledUntil: after(begunAt, -LISTED_WITHIN - CLOCK_AHEAD) });
  else await keepUnsettled({ walk: { after: place, begunAt } });
  return undefined;
}

async function note(attempts: readonly Delivery[], { deliveries, values, now }: NoteDeps): Promise<void> {
  const kind = failedDeliveries(deliveries.appId);
  const at = now();
  const noteGroup = async (guid: string, group: readonly Delivery[]) => {
    // What arrives at once, as nearly all do, needs no note.
    if (!group.some((attempt) => attempt.redelivery || !isDelivered(attempt))) return;
    await values.update(kind, guid, (known) => {
      const value = noted(known, group);
      return value && value !== known ? entryOf(value, at) : undefined;
    });
  };
  const groups = Map.groupBy(attempts.toReversed(), ({ guid }) => guid);
  await Promise.all([...groups].map(([guid, group]) => noteGroup(guid, group)));
}
