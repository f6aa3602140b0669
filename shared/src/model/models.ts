import type { Tier } from "../ports/model.ts";
import type { ThinkingLevel } from "../ports/model-wire.ts";

/** Dollars for a million tokens, which is millionths of a dollar for one. */
export type Price = { in: number; cached: number; out: number };

export type ModelEntry = {
  id: string;
  /** By the day from which they hold, in UTC, oldest first. The first one held before that, too. */
  prices: readonly (Price & { from: string; long?: Price & { above: number } })[];
  /** Tokens that a prompt may have, and an answer with its thoughts. */
  limits: { input: number; output: number };
  /** What can be kept by name, from how many tokens on, and for how many dollars per million tokens and hour. */
  explicitCache?: { fromTokens: number; perHour: number };
  thinks: boolean;
  /** The day from which it answers no more, in UTC. */
  shutDown?: string;
};

const LIMITS = { input: 1_048_576, output: 65_536 };
/** What storage costs per model isn't published everywhere: the dear end of what is, for its class. */
const LIGHT_CACHE = { fromTokens: 4_096, perHour: 1 };
const HEAVY_CACHE = { fromTokens: 4_096, perHour: 4.5 };

/** The one table of what models are, cost and can, as known in November 2026. */
export const MODELS = [
  {
    ...{ id: "gemini-3.8-flash", limits: LIMITS, thinks: true, explicitCache: LIGHT_CACHE },
    prices: [
      { from: "2026-01-01", in: 0.75, cached: 0.075, out: 3.75 },
      { from: "2027-01-01", in: 1.5, cached: 0.15, out: 7.5 },
    ],
  },
  {
    ...{ id: "gemini-3.5-flash-lite", limits: LIMITS, thinks: true, explicitCache: LIGHT_CACHE },
    prices: [{ from: "2026-01-01", in: 0.3, cached: 0.03, out: 2.5 }],
  },
  {
    ...{ id: "gemini-3.1-flash-lite", limits: LIMITS, thinks: true, explicitCache: LIGHT_CACHE },
    prices: [{ from: "2026-01-01", in: 0.25, cached: 0.025, out: 1.5 }],
    shutDown: "2027-05-07",
  },
  {
    ...{ id: "gemini-3.1-pro-preview", limits: LIMITS, thinks: true, explicitCache: HEAVY_CACHE },
    prices: [
      { from: "2026-01-01", in: 2, cached: 0.2, out: 12, long: { above: 200_000, in: 4, cached: 0.4, out: 18 } },
    ],
  },
  {
    ...{ id: "gemini-4-argon", limits: LIMITS, thinks: true },
    prices: [
      { from: "2026-01-01", in: 2, cached: 0.1, out: 10 },
      { from: "2026-12-01", in: 4, cached: 0.2, out: 20 },
    ],
  },
  {
    ...{ id: "gemini-4-carbon", limits: LIMITS, thinks: true },
    prices: [
      { from: "2026-11-10", in: 2, cached: 0.1, out: 10 },
      { from: "2026-12-01", in: 4, cached: 0.2, out: 20 },
    ],
  },
] as const satisfies readonly ModelEntry[];

export type ModelId = (typeof MODELS)[number]["id"];

/** Which model is which, and how hard it thinks. Every sorting is the fast one's: it must be cheap, and short of words. */
export type Tiers = { [tier in Tier]: { model: ModelEntry; thinking: ThinkingLevel } };

/**
 * Thoughts count towards the most that an answer may have, and are cut off by it. So they get room of their own, which
 * is paid for only as far as it is used.
 */
export const ROOM_TO_THINK: { [level in ThinkingLevel]: number } = {
  ...{ MINIMAL: 256, LOW: 2_048, MEDIUM: 8_192, HIGH: 16_384 },
};

/** Settings may name others: `FRONTDESK_MODEL_FAST`, `FRONTDESK_MODEL_DEEP`. */
export const DEFAULT_MODELS: { [tier in Tier]: ModelId } = { fast: "gemini-3.5-flash-lite", deep: "gemini-4-argon" };

export function findModel(id: string): ModelEntry | undefined {
  return MODELS.find((model) => model.id === id);
}

export function tiersOf({ fast, deep }: { [tier in Tier]: ModelEntry }): Tiers {
  return { fast: { model: fast, thinking: "LOW" }, deep: { model: deep, thinking: "MEDIUM" } };
}
