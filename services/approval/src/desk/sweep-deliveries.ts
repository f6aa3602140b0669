import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, earlier, timeSchema } from "@frontdesk/shared/domain/time";
import type { Delivery, WebhookDeliveries } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { z } from "zod";

export type DeliveriesDeps = { deliveries: WebhookDeliveries; values: SharedValues; log: Log; now: () => Date };

const sweptSchema = z.object({
  /** What was delivered before it needs no more looking at. */
  settledUntil: timeSchema.optional(),
  /** Where a walk goes on that was longer than one sweep may take, and what it found before. */
  walk: z.object({ after: z.string(), begunAt: timeSchema, oldestOpen: timeSchema.optional() }).optional(),
  /** What a person was told of as lost, the newest of them last. */
  givenUp: z.array(z.string()),
});
type Swept = z.infer<typeof sweptSchema>;

const SWEPT_DELIVERIES: Kind<Swept> = { name: "swept-deliveries", schema: sweptSchema };
const KEY = "app";

/** GitHub forgets deliveries after this. */
const KEPT_FOR = 3 * DAY;
/** One sweep looks at this many pages and asks for this many redeliveries; the next one goes on. GitHub allows 5,000 requests an hour. */
const MOST_PAGES = 20;
const MOST_REDELIVERIES = 60;
/** What we refused on purpose will be refused again, most likely. */
const MOST_REFUSALS = 3;
const MOST_GIVEN_UP = 500;
/** GitHub lists a delivery some time after it was made. */
const LISTED_WITHIN = 10 * MINUTE;

/**
 * GitHub delivers a webhook once. What it could not deliver is asked for again here, until it arrives: under the same
 * guid, so that what did arrive, and only its answer was lost, is a duplicate that changes nothing.
 *
 * While nothing arrives at all, one delivery is asked for at a time, as a probe. Afterwards the oldest come first.
 */
export async function sweepDeliveries(deps: DeliveriesDeps, signal: AbortSignal): Promise<{ redelivered: number }> {
  const { values, now } = deps;
  const swept = (await values.get(SWEPT_DELIVERIES, KEY)) ?? { givenUp: [] };
  const begunAt = now();
  const { seen, next } = await walk(swept, begunAt, deps, signal);
  const open = groupsOf(seen).filter(({ isOpen }) => isOpen);
  const lost = open.filter((group) => isPastSaving(group, begunAt) && !swept.givenUp.includes(group.guid));
  for (const { guid, event, status } of lost) {
    deps.log.alert("a delivery is past saving", { delivery: guid, hook: event, status });
  }
  const saved = open.filter((group) => !isPastSaving(group, begunAt));
  const redelivered = await redeliver(saved, isDown(seen), begunAt, deps, signal);

  const oldestOpen = [swept.walk?.oldestOpen, ...saved.map(({ firstAt }) => firstAt)].reduce(
    (one, other) => (one && other ? earlier(one, other) : (one ?? other)),
    undefined,
  );
  const givenUp = [...swept.givenUp, ...lost.map(({ guid }) => guid)].slice(-MOST_GIVEN_UP);
  const started = swept.walk?.begunAt ?? begunAt;
  const value: Swept =
    next === undefined
      ? { givenUp, settledUntil: earlier(after(started, -LISTED_WITHIN), oldestOpen ?? started) }
      : {
          ...{ givenUp, ...(swept.settledUntil && { settledUntil: swept.settledUntil }) },
          walk: { after: next, begunAt: started, ...(oldestOpen && { oldestOpen }) },
        };
  await values.put(SWEPT_DELIVERIES, KEY, { value });
  return { redelivered };
}

/** The deliveries that may need something, newest first; `next` if there are more of them. */
async function walk(
  { settledUntil, walk: begun }: Swept,
  now: Date,
  { deliveries }: DeliveriesDeps,
  signal: AbortSignal,
): Promise<{ seen: Delivery[]; next?: string }> {
  const forgotten = after(now, -KEPT_FOR);
  const until = settledUntil && settledUntil > forgotten ? settledUntil : forgotten;
  const seen: Delivery[] = [];
  let cursor = begun?.after;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { deliveries: found, next } = await deliveries.page(cursor, signal);
    seen.push(...found.filter(({ at }) => at >= until));
    const isOver = next === undefined || found.some(({ at }) => at < until);
    if (isOver) return { seen };
    cursor = next;
  }
  return cursor === undefined ? { seen } : { seen, next: cursor };
}

/** All attempts at the same delivery. Later ones come first, so the first one is as it stands. */
type Group = { guid: string; newest: Delivery; firstAt: Date; attempts: number; refusals: number; isOpen: boolean };

function groupsOf(seen: readonly Delivery[]): (Group & Pick<Delivery, "event" | "status">)[] {
  const groups = Map.groupBy(seen, ({ guid }) => guid);
  return [...groups].flatMap(([guid, attempts]) => {
    const [newest, oldest] = [attempts[0], attempts.at(-1)];
    if (!newest || !oldest) return [];
    const { event, status } = newest;
    const refusals = attempts.filter(isRefused).length;
    const isOpen = !attempts.some(isDelivered);
    return [{ guid, newest, firstAt: oldest.at, attempts: attempts.length, refusals, isOpen, event, status }];
  });
}

async function redeliver(
  open: readonly Group[],
  onlyOne: boolean,
  now: Date,
  { deliveries, log }: DeliveriesDeps,
  signal: AbortSignal,
): Promise<number> {
  // The least tried first, so that what always fails holds nobody up; then the oldest.
  const due = open
    .filter((group) => dueAt(group) <= now)
    .toSorted((one, other) => one.attempts - other.attempts || +one.firstAt - +other.firstAt);
  let redelivered = 0;
  for (const { guid, newest } of due.slice(0, onlyOne ? 1 : MOST_REDELIVERIES)) {
    if (await deliveries.redeliver(newest.id, signal)) redelivered += 1;
    else log.warn("GitHub has forgotten a delivery", { delivery: guid });
  }
  if (redelivered > 0) log.info("asked GitHub to deliver again", { deliveries: redelivered, waiting: open.length });
  return redelivered;
}

/** Each try waits twice as long as the one before, up to an hour. */
function dueAt({ newest, attempts }: Group): Date {
  return after(newest.at, Math.min(MINUTE * 2 ** (attempts - 1), HOUR));
}

function isPastSaving({ refusals, firstAt }: Group, now: Date): boolean {
  return refusals >= MOST_REFUSALS || firstAt < after(now, HOUR - KEPT_FOR);
}

/** Whatever GitHub tried last did not arrive: so does the next, most likely. More than one, because one alone may be at fault itself. */
function isDown(seen: readonly Delivery[]): boolean {
  const newest = [...Map.groupBy(seen, ({ guid }) => guid).values()].slice(0, 3).flatMap(([attempt]) => attempt ?? []);
  return newest.length > 0 && newest.every((attempt) => !isDelivered(attempt) && !isRefused(attempt));
}

function isDelivered({ status }: Delivery): boolean {
  return status >= 200 && status < 300;
}

function isRefused({ status }: Delivery): boolean {
  return status >= 400 && status < 500;
}
