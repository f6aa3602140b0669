import { HOUR, MINUTE, SECOND } from "../domain/limits.ts";
import { after } from "../domain/time.ts";
import type { Prefix, TaskAsking } from "../ports/model.ts";
import type { MadeCache, ModelWire, NoCacheMade, WirePrefix } from "../ports/model-wire.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import type { Log } from "../telemetry/log.ts";
import type { Budgets } from "./budget.ts";
import { createCacheRegistry, type ThereCache } from "./cache-registry.ts";
import { CACHE_LIVES, cachingPays, createUseCount } from "./caching-pays.ts";
import { mostTokens, prefixTokens } from "./count-tokens.ts";
import { prefixHash } from "./input-hash.ts";
import type { ModelEntry } from "./models.ts";
import { costOf, storageCost } from "./price.ts";
import type { Timing } from "./timing.ts";

export type ContextCaches = {
  /**
   * The name of a cache that holds the prefix, if there is one, or if it pays to have one: then one instance makes it,
   * and the others do without meanwhile. One that is used is extended.
   */
  find(model: ModelEntry, prefix: Prefix, task: TaskAsking, signal: AbortSignal): Promise<string | undefined>;
  /** The provider doesn't know it any more. */
  forget(model: ModelEntry, prefix: Prefix, name: string): Promise<void>;
};

export type ContextCacheDeps = {
  wire: Pick<ModelWire, "createCache" | "extendCache" | "deleteCache">;
  values: SharedValues;
  budgets: Pick<Budgets, "reserve">;
  log: Log;
  timing: Timing;
};

const EXTEND_BELOW = CACHE_LIVES / 2;
const PATIENCE = 15 * SECOND;
const TRY_AGAIN_AFTER = 10 * MINUTE;

type Wanted = { key: string; model: ModelEntry; prefix: Prefix; task: TaskAsking };

export function createContextCaches({ wire, values, budgets, log, timing }: ContextCacheDeps): ContextCaches {
  const { now } = timing;
  const registry = createCacheRegistry({ values, now });
  const countUse = createUseCount(timing);

  const make = async ({ key, model, prefix, task }: Wanted, signal: AbortSignal): Promise<string | undefined> => {
    const by = crypto.randomUUID();
    if (!(await registry.claim(key, by))) return undefined;
    const most = mostTokens({ prefix, turns: [], schema: {} });
    const price = (tokens: number) =>
      costOf(model, { input: tokens, cached: 0, output: 0, thoughts: 0 }, now()) +
      storageCost(model, tokens, CACHE_LIVES);
    const reserved = await budgets.reserve(task, price(most));
    if (!("settle" in reserved)) return void (await registry.giveUp(key, by, after(now(), TRY_AGAIN_AFTER)));
    const wanted = { model: model.id, displayName: key, prefix: toWire(prefix), ttlSeconds: CACHE_LIVES / SECOND };
    const made = await inTime(timing, signal, (limited) => wire.createCache(wanted, limited));
    if (made.is !== "made") {
      log.warn("no context cache could be made", { model: model.id, ...made });
      await reserved.settle(isFree(made) ? 0 : price(most));
      await registry.giveUp(key, by, after(now(), made.is === "invalid" ? HOUR : TRY_AGAIN_AFTER));
      return undefined;
    }
    const { name, tokens, expiresAt } = made;
    await reserved.settle(price(tokens));
    log.info("context cache made", { model: model.id, cache: name, tokens, cost_micros: price(tokens) });
    if (await registry.enter(key, by, { name, tokens, expiresAt })) return name;
    await inTime(timing, signal, (limited) => wire.deleteCache(name, limited));
    return undefined;
  };

  const extend = async ({ key, model, task }: Wanted, cache: ThereCache, signal: AbortSignal): Promise<void> => {
    const expiresAt = after(now(), CACHE_LIVES);
    const longer = expiresAt.getTime() - cache.expiresAt.getTime();
    const cost = storageCost(model, cache.tokens, longer);
    const reserved = await budgets.reserve(task, cost);
    if (!("settle" in reserved)) return;
    const isOurs = await registry.prolong(key, cache, expiresAt).catch(async (error) => {
      await reserved.settle(0);
      throw error;
    });
    if (!isOurs) return reserved.settle(0);
    const extended = await inTime(timing, signal, (limited) =>
      wire.extendCache(cache.name, CACHE_LIVES / SECOND, limited),
    );
    if (extended.is !== "made") {
      log.warn("a context cache could not be extended", { model: model.id, cache: cache.name, ...extended });
      await registry.forget(key, cache.name);
    }
    await reserved.settle(isFree(extended) ? 0 : cost);
  };

  return {
    async find(model, prefix, task, signal) {
      const tokens = prefixTokens(prefix);
      if (!model.explicitCache || tokens < model.explicitCache.fromTokens) return undefined;
      const wanted: Wanted = { key: keyOf(model, prefix), model, prefix, task };
      const reuse = countUse(wanted.key, task.id);
      const pays = (isThere: boolean) => cachingPays(model, { tokens, reuse, isThere }, now());
      const known = await registry.get(wanted.key);
      if (known === undefined) return pays(false) ? make(wanted, signal) : undefined;
      if (known.is !== "there") return undefined;
      if (known.expiresAt < after(now(), EXTEND_BELOW) && pays(true)) await extend(wanted, known, signal);
      return known.name;
    },

    forget: (model, prefix, name) => registry.forget(keyOf(model, prefix), name),
  };
}

export function toWire({ rules, material }: Prefix): WirePrefix {
  return { rules, material: material.map(({ text }) => text) };
}

function keyOf({ id }: ModelEntry, prefix: Prefix): string {
  return `${id} ${prefixHash(prefix)}`;
}

/** Refused, it costs nothing; of what broke off nobody knows. */
function isFree({ is }: MadeCache | NoCacheMade): boolean {
  return is !== "made" && is !== "broken off" && is !== "aborted";
}

async function inTime<T>(timing: Timing, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = timing.limit(PATIENCE);
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    limit.end();
  }
}
