import { z } from "zod";
import { HOUR, MINUTE, SECOND } from "../domain/limits.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after, timeSchema } from "../domain/time.ts";
import type { Entry, SharedValues } from "../ports/shared-values.ts";

/** What all instances know of the cache that holds one prefix for one model. */
const knownCacheSchema = z.discriminatedUnion("is", [
  /** Somebody is making it. Once that has taken too long, anybody may. */
  z.object({ is: z.literal("being made"), by: z.string(), until: timeSchema }),
  z.object({ is: z.literal("there"), name: z.string(), tokens: z.number(), expiresAt: timeSchema }),
  /** There is none, and nobody tries to make one before then. */
  z.object({ is: z.literal("none"), until: timeSchema }),
]);

export type KnownCache = z.infer<typeof knownCacheSchema>;
export type ThereCache = Extract<KnownCache, { is: "there" }>;

const CACHES: Kind<KnownCache> = { name: "context-caches", schema: knownCacheSchema };

const MAKING_TAKES = MINUTE;
/** A cache that is about to expire is not begun with. */
const MARGIN = 30 * SECOND;
const REMEMBERED = HOUR;

export type CacheRegistry = {
  /** What is known, if it is good for anything now. */
  get(key: string): Promise<KnownCache | undefined>;
  /** True for one, who then has to make it. */
  claim(key: string, by: string): Promise<boolean>;
  /** The cache was made. False if making it took so long that somebody else has begun. */
  enter(key: string, by: string, cache: Omit<ThereCache, "is">): Promise<boolean>;
  /** Nobody makes it before then. */
  giveUp(key: string, by: string, until: Date): Promise<void>;
  /** It lives until then. True for one, who then has to see to it. */
  prolong(key: string, cache: ThereCache, expiresAt: Date): Promise<boolean>;
  /** It is gone: whoever wants one may make it. */
  forget(key: string, name: string): Promise<void>;
};

export function createCacheRegistry({ values, now }: { values: SharedValues; now: () => Date }): CacheRegistry {
  const change = async (key: string, next: (known: KnownCache | undefined) => KnownCache | undefined) => {
    const { stored } = await values.update(CACHES, key, (known) => {
      const value = next(known);
      return value && entryOf(value);
    });
    return stored;
  };
  const entryOf = (value: KnownCache): Entry<KnownCache> => ({
    value,
    expiresAt: value.is === "there" ? value.expiresAt : after(value.until, REMEMBERED),
  });
  const isCurrent = (known: KnownCache | undefined): known is KnownCache =>
    known !== undefined && (known.is === "there" ? known.expiresAt > after(now(), MARGIN) : known.until > now());
  const isMine = (known: KnownCache | undefined, by: string) => known?.is === "being made" && known.by === by;

  return {
    async get(key) {
      const known = await values.get(CACHES, key);
      return isCurrent(known) ? known : undefined;
    },
    claim: (key, by) =>
      change(key, (known) =>
        isCurrent(known) ? undefined : { is: "being made", by, until: after(now(), MAKING_TAKES) },
      ),
    enter: (key, by, cache) => change(key, (known) => (isMine(known, by) ? { is: "there", ...cache } : undefined)),
    async giveUp(key, by, until) {
      await change(key, (known) => (isMine(known, by) ? { is: "none", until } : undefined));
    },
    prolong: (key, cache, expiresAt) =>
      change(key, (known) =>
        known?.is === "there" && known.name === cache.name && known.expiresAt <= cache.expiresAt
          ? { ...known, expiresAt }
          : undefined,
      ),
    async forget(key, name) {
      await change(key, (known) =>
        known?.is === "there" && known.name === name ? { is: "none", until: now() } : undefined,
      );
    },
  };
}
