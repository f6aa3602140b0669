import { z } from "zod";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/limits.ts";
import { parseJson } from "../domain/parse-json.ts";
import type { Repo } from "../domain/repository.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after } from "../domain/time.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import type { Log } from "./log.ts";

/** What is counted, and in what. */
export type Counter =
  | "received"
  | "skipped"
  | "drafted"
  | "approved"
  | "edited"
  | "sent back"
  | "rejected"
  | "posted"
  | "turned down"
  | "unknown if posted"
  | "micros"
  | "tokens"
  | "cached tokens"
  | `call ${string}`;
/** What is timed: `ack` in milliseconds; `draft`, since the webhook, and `decision`, since it was asked, in seconds. */
export type Timer = "ack" | "draft" | "decision";

/** Counts what happens, by repository, so that everybody can be told of those that they may see. Costs next to nothing, and never fails. */
export type Meters = {
  add(of: Repo, name: Counter, by?: number): void;
  time(of: Repo, name: Timer, took: number): void;
  /** Writes down what has not been. */
  close(): Promise<void>;
};

/** What was counted in one repository in some minutes. */
export type Metered = { at: Date; repo: Repo; counts: { [name: string]: number } };

/** What is kept apart in time. */
const SLOT = 5 * MINUTE;

const FLUSH_EVERY = 10 * SECOND;
const KEPT_FOR = 8 * DAY;
/** In one hour, of one instance: what is kept together must stay small. */
const MOST_REPOS = 100;
const MOST_NAMES = 200;

const repoSchema = z.tuple([z.int(), z.string(), z.string(), z.int().nullable()]);
const hourSchema = z.array(z.tuple([z.int(), repoSchema, z.record(z.string(), z.number())]));

/** What one instance counted in one hour. As a text: a store that keeps an index on each field would have thousands. */
const keptSchema = z.object({ text: z.string() });

/** Of one day: who asks for the last hours must not read a week. */
function metersOf(day: Date): Kind<z.infer<typeof keptSchema>> {
  return { name: `meters-${day.toISOString().slice(0, 10)}`, schema: keptSchema };
}

type MetersDeps = { values: SharedValues; log: Log; now: () => Date };

export function createMeters({ values, log, now }: MetersDeps): Meters {
  const instance = crypto.randomUUID().slice(0, 8);
  let hour = 0;
  let slots = new Map<string, Metered>();
  let repos = new Set<number>();
  let isChanged = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = (of: number, counted: readonly Metered[]) => {
    const at = new Date(of);
    const value = { text: JSON.stringify(counted.map(packed)) };
    const entry = { value, dueAt: at, expiresAt: after(at, KEPT_FOR) };
    writing = writing
      .then(() => values.put(metersOf(at), `${at.toISOString()} ${instance}`, entry))
      .catch((error) => log.debug("meters could not be kept for now", { error }));
  };
  const flush = () => {
    timer = undefined;
    if (!isChanged) return;
    isChanged = false;
    write(hour, [...slots.values()]);
  };
  const countsOf = (of: Repo): Metered["counts"] | undefined => {
    const time = now().getTime();
    if (time - hour >= HOUR) {
      flush();
      hour = Math.floor(time / HOUR) * HOUR;
      slots = new Map();
      repos = new Set();
    }
    if (!repos.has(of.repo.id) && repos.size >= MOST_REPOS) return undefined;
    repos.add(of.repo.id);
    const at = Math.floor(time / SLOT) * SLOT;
    const key = `${at} ${of.repo.id}`;
    const known = slots.get(key) ?? { at: new Date(at), repo: placeOf(of), counts: {} };
    slots.set(key, known);
    isChanged = true;
    timer ??= setTimeout(flush, FLUSH_EVERY).unref();
    return known.counts;
  };
  const add = (of: Repo, name: string, by: number) => {
    const counts = countsOf(of);
    if (!counts || (!(name in counts) && Object.keys(counts).length >= MOST_NAMES)) return;
    counts[name] = (counts[name] ?? 0) + by;
  };

  return {
    add: (of, name, by = 1) => add(of, name, by),
    time: (of, name, took) => add(of, `${name}~${stepOf(took)}`, 1),
    async close() {
      clearTimeout(timer);
      flush();
      clearTimeout(timer);
      await writing;
    },
  };
}

const MOST_INSTANCES = 2_000;

/** What all instances have counted since then. */
export async function readMeters(
  since: Date,
  { values, now }: { values: Pick<SharedValues, "due">; now: () => Date },
): Promise<Metered[]> {
  const read: Metered[] = [];
  for (let day = since; startOfDay(day) <= now(); day = after(day, DAY)) {
    const kept = await values.due(metersOf(day), now(), MOST_INSTANCES);
    for (const { key, value } of kept) {
      // A key begins with its hour.
      if (after(new Date(key.split(" ", 1)[0] ?? ""), HOUR) <= since) continue;
      read.push(...unpacked(value.text).filter(({ at }) => at >= since));
    }
  }
  return read;
}

/** Each step of a histogram is a twelfth of a doubling wide: what is read from it is right to within 3 %. */
const STEPS = 12;

function stepOf(took: number): number {
  return Math.round(Math.log2(Math.max(took, 0.01)) * STEPS);
}

/** The value below which this part of what was timed lies; null where nothing was. */
export function quantile(of: readonly Metered[], name: Timer, part: number): number | null {
  const steps = new Map<number, number>();
  for (const { counts } of of) {
    for (const [key, count] of Object.entries(counts)) {
      if (!key.startsWith(`${name}~`)) continue;
      const step = Number(key.slice(name.length + 1));
      steps.set(step, (steps.get(step) ?? 0) + count);
    }
  }
  let left = Math.ceil([...steps.values()].reduce((sum, count) => sum + count, 0) * part);
  for (const [step, count] of [...steps].sort(([one], [other]) => one - other)) {
    left -= count;
    if (left <= 0) return Number((2 ** (step / STEPS)).toPrecision(3));
  }
  return null;
}

export function total(of: readonly Metered[], name: Counter): number {
  return of.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
}

function packed({ at, repo, counts }: Metered): z.infer<typeof hourSchema>[number] {
  const { id, owner, name } = repo.repo;
  return [at.getTime(), [id, owner, name, repo.installationId ?? null], counts];
}

function unpacked(text: string): Metered[] {
  const parsed = hourSchema.safeParse(parseJson(text));
  return (parsed.data ?? []).map(([at, [id, owner, name, installationId], counts]) => ({
    ...{ at: new Date(at), counts },
    repo: { ...(installationId !== null && { installationId }), repo: { id, owner, name } },
  }));
}

function placeOf({ installationId, repo }: Repo): Repo {
  return { ...(installationId !== undefined && { installationId }), repo };
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY) * DAY);
}
