import type { Delivery } from "@frontdesk/shared/ports/code-host";
import type { Entry } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";
import {
  askedAgain,
  entryOf,
  type FailedDelivery,
  failedDeliveries,
  isDelivered,
  isPastSaving,
  isRefused,
  type OpenDelivery,
} from "./failed-delivery.ts";
import { type NoteDeps, noteDeliveries } from "./note-deliveries.ts";

export type DeliveriesDeps = NoteDeps & { log: Log };

/** One sweep asks for this many redeliveries, the next one for more. */
const MOST_REDELIVERIES = 60;
/** What is past saving takes no room from the others. */
const MOST_DUE = 200;

/**
 * GitHub delivers a webhook once. What it could not deliver is asked for again here, until it arrives: under the same
 * guid, so that what did arrive, and only its answer was lost, is a duplicate that changes nothing.
 *
 * A failure that GitHub lists is noted, and from then on it is due by its own clock, wherever the reading of the list
 * is. While nothing arrives at all, one delivery is asked for at a time, as a probe. Afterwards the oldest come first.
 */
export async function sweepDeliveries(deps: DeliveriesDeps, signal: AbortSignal): Promise<{ redelivered: number }> {
  const newest = await deps.deliveries.page(undefined, signal);
  const failed = await noteDeliveries(newest, deps, signal);
  const redelivered = await redeliver(isDown(newest.deliveries) ? 1 : MOST_REDELIVERIES, deps, signal);
  if (failed) throw failed.error;
  return { redelivered };
}

async function redeliver(most: number, deps: DeliveriesDeps, signal: AbortSignal): Promise<number> {
  const { deliveries, values, log } = deps;
  const now = deps.now();
  const kind = failedDeliveries(deliveries.appId);
  /** False where another sweep was quicker. */
  const take = async (guid: string, seen: OpenDelivery, entry: (open: OpenDelivery) => Entry<FailedDelivery>) => {
    const next = (known: FailedDelivery | undefined) =>
      known?.is === "open" && known.asked === seen.asked ? entry(known) : undefined;
    return (await values.update(kind, guid, next)).stored;
  };

  // The least tried first, so that what always fails holds nobody up; then the longest due.
  const due = (await values.due(kind, now, MOST_DUE)).flatMap(({ key: guid, value }) =>
    value.is === "open" ? [{ guid, seen: value }] : [],
  );
  due.sort((one, other) => one.seen.asked - other.seen.asked);
  let redelivered = 0;
  for (const { guid, seen } of due) {
    signal.throwIfAborted();
    if (isPastSaving(seen, now)) {
      const { event, status } = seen;
      const isTold = await take(guid, seen, () => entryOf({ is: "lost" }, now));
      if (isTold) log.alert("a delivery is past saving", { delivery: guid, hook: event, status });
    } else if (redelivered < most) {
      // Remembered before it is sent: to lose the memory of it would be to ask again and again.
      if (!(await take(guid, seen, (open) => askedAgain(open, now)))) continue;
      redelivered += 1;
      const isKnown = await deliveries.redeliver(seen.id, signal);
      if (!isKnown) log.warn("GitHub has forgotten a delivery", { delivery: guid });
    }
  }
  if (redelivered > 0) log.info("asked GitHub to deliver again", { deliveries: redelivered, due: due.length });
  return redelivered;
}

/** Whatever GitHub tried last did not arrive: so does the next, most likely. More than one, because one alone may be at fault itself. */
function isDown(newest: readonly Delivery[]): boolean {
  const last = [...Map.groupBy(newest, ({ guid }) => guid).values()].slice(0, 3).flatMap(([attempt]) => attempt ?? []);
  return last.length > 0 && last.every((attempt) => !isDelivered(attempt) && !isRefused(attempt));
}
