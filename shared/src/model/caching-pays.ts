import { HOUR, MINUTE } from "../domain/limits.ts";
import type { ModelEntry } from "./models.ts";
import { priceAt } from "./price.ts";

/** How much of a stable prefix would be dear without an explicit cache: the implicit one promises nothing, and often works. */
const MISSED_OTHERWISE = 0.5;
/** For how long caches live in the end, extended while they are used: making one is paid for once in that time. */
const LIFE_IN_HOURS = 1;

/** Whether a cache of so many tokens costs less than it saves, where the prefix is used so often in an hour. */
export function cachingPays(model: ModelEntry, tokens: number, usesPerHour: number, at: Date): boolean {
  const { explicitCache } = model;
  if (!explicitCache || tokens < explicitCache.fromTokens) return false;
  const price = priceAt(model, at, tokens);
  const saved = usesPerHour * (price.in - price.cached) * MISSED_OTHERWISE;
  return saved > explicitCache.perHour + price.in / LIFE_IN_HOURS;
}

const WINDOW = 10 * MINUTE;
const MOST_KEYS = 1_000;
const MOST_USES = 200;

/** Counts a use, and tells how many there are in an hour, by what this instance saw in the last minutes. */
export function createUseCount({ now }: { now: () => Date }): (key: string) => number {
  const uses = new Map<string, number[]>();
  return (key) => {
    const time = now().getTime();
    const recent = (uses.get(key) ?? []).filter((at) => at > time - WINDOW).slice(1 - MOST_USES);
    recent.push(time);
    uses.delete(key);
    uses.set(key, recent);
    for (const oldest of uses.keys()) {
      if (uses.size <= MOST_KEYS) break;
      uses.delete(oldest);
    }
    return (recent.length * HOUR) / WINDOW;
  };
}
