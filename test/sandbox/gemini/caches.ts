import { createHash } from "node:crypto";
import type { Content } from "./contents.ts";
import { Refusal } from "./refusal.ts";

export type Cache = {
  name: string;
  model: string;
  displayName: string | undefined;
  system: string;
  contents: Content[];
  tokens: number;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
};

export type Caches = {
  add(cache: Omit<Cache, "name">, nameOf: (id: string) => string): Cache;
  /** Refuses one that is gone or expired the way it refuses one that never was. */
  get(name: string): Cache;
  find(name: string): Cache | undefined;
  live(): Cache[];
  drop(name: string): void;
  /** What storing cost so far: tokens × hours, by model. */
  tokenHours(): Map<string, number>;
};

const HOUR = 3_600_000;

export function createCaches(now: () => Date, seed: string): Caches {
  const caches = new Map<string, Cache>();
  const ended = new Map<string, number>();
  let made = 0;
  const hoursOf = (cache: Cache, until: Date) =>
    (cache.tokens * Math.max(0, Math.min(until.getTime(), cache.expiresAt.getTime()) - cache.createdAt.getTime())) /
    HOUR;
  const drop = (name: string) => {
    const cache = caches.get(name);
    if (!cache) return;
    ended.set(cache.model, (ended.get(cache.model) ?? 0) + hoursOf(cache, now()));
    caches.delete(name);
  };
  const live = () => {
    for (const { name, expiresAt } of [...caches.values()]) if (expiresAt <= now()) drop(name);
    return [...caches.values()];
  };
  const find = (name: string) => live().find((cache) => cache.name === name);
  return {
    add(fields, nameOf) {
      made += 1;
      const id = createHash("sha256").update(`${seed}:cache:${made}`).digest("hex").slice(0, 20);
      const cache = { ...fields, name: nameOf(id) };
      caches.set(cache.name, cache);
      return cache;
    },
    get(name) {
      const cache = find(name);
      if (!cache) throw new Refusal(403, "CachedContent not found (or permission denied)");
      return cache;
    },
    find,
    live,
    drop,
    tokenHours() {
      // First, since what has expired ends here.
      const living = live();
      const hours = new Map(ended);
      for (const cache of living) {
        hours.set(cache.model, (hours.get(cache.model) ?? 0) + hoursOf(cache, now()));
      }
      return hours;
    },
  };
}
