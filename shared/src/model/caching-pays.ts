import { HOUR, MINUTE } from "../domain/limits.ts";
import type { ModelEntry } from "./models.ts";
import { priceAt } from "./price.ts";

/** For how long a cache is paid for at a time: when it is made, and each time that it is extended. */
export const CACHE_LIVES = 15 * MINUTE;

/** How much of a stable prefix would be dear without an explicit cache: the implicit one promises nothing, and often works. */
const MISSED_OTHERWISE = 0.5;

/** How a prefix is used: by how many tasks in one life of a cache, and for how many lives it has been. */
export type Reuse = { uses: number; lives: number };

/**
 * Whether a cache of so many tokens costs less in a life than it saves, if the prefix goes on being used as it was.
 * Making it is paid for once, so it counts by the lives in which it is going to be of use: as many as it would have been of
 * use in so far, and none where it is there already.
 */
export function cachingPays(
  model: ModelEntry,
  { tokens, reuse, isThere }: { tokens: number; reuse: Reuse; isThere: boolean },
  at: Date,
): boolean {
  const { explicitCache } = model;
  if (!explicitCache || tokens < explicitCache.fromTokens) return false;
  const price = priceAt(model, at, tokens);
  const saved = reuse.uses * (price.in - price.cached) * MISSED_OTHERWISE;
  const making = isThere ? 0 : price.in / reuse.lives;
  return saved > (explicitCache.perHour * CACHE_LIVES) / HOUR + making;
}

/** What is older says nothing about today. */
const REMEMBERED = 4 * CACHE_LIVES;
const MOST_KEYS = 1_000;
const MOST_USES = 200;

export type CountUse = (key: string, task: string) => Reuse;

/**
 * Counts a use, and tells how the prefix was used until now, this one included: as it really was, and no more, however
 * quickly its uses came one after the other. A task that asks again and again, because a model is out of quota or its
 * answer was no answer, is one.
 */
export function createUseCount({ now }: { now: () => Date }): CountUse {
  const uses = new Map<string, Map<string, number>>();
  return (key, task) => {
    const time = now().getTime();
    const within = (span: number) => (at: number) => at > time - span;
    const known = [...(uses.get(key) ?? [])].filter(([, at]) => within(REMEMBERED)(at)).slice(-MOST_USES);
    // The newest use is the last one.
    const recent = new Map(known.filter(([one]) => one !== task)).set(task, time);
    uses.delete(key);
    uses.set(key, recent);
    for (const oldest of uses.keys()) {
      if (uses.size <= MOST_KEYS) break;
      uses.delete(oldest);
    }
    const times = [...recent.values()];
    const lives = Math.max(1, (time - Math.min(...times)) / CACHE_LIVES);
    // It is asked in the moment of a use, and uses come in clusters: where there were fewer on average, that holds.
    return { uses: Math.min(times.filter(within(CACHE_LIVES)).length, times.length / lives), lives };
  };
}
