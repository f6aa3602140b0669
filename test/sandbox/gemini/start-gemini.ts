import { serve } from "@frontdesk/shared/http/serve";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { type Cache, createCaches } from "./caches.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createLedger, emptyTotals, type SeenRequest, type Totals } from "./ledger.ts";
import { createModels } from "./models.ts";
import { createPrefixes } from "./prefixes.ts";
import { createQuotas, type Quotas } from "./quotas.ts";
import { createRoutes } from "./routes.ts";
import type { World } from "./world.ts";

export type GeminiOptions = {
  port?: number;
  now?: () => Date;
  /** 1, the default, is as slow as the real models: 8 to 25 s. 0: at once. */
  latency?: number;
  /** The same seed, the same calls in the same order: the same durations, faults and thoughts. */
  seed?: string;
  quotas?: Quotas;
  log?: Log;
  /** How many requests are kept to be looked at, 200 unless told; 0 for counts alone. */
  keep?: number;
};

export type Gemini = {
  /** The SDK's `httpOptions.baseUrl`. */
  url: string;
  faults: Faults;
  /** From now on, for every call. */
  retire(model: string): { end(): void };
  /** The newest ones, oldest of them first. */
  requests(): SeenRequest[];
  /** Of one model, or by model. */
  totals(): { [model: string]: Totals };
  totalsOf(model: string): Totals;
  /** Those that live. */
  caches(): Cache[];
  /** As if they had never been. */
  dropCaches(): void;
  close(): Promise<void>;
};

/**
 * Stands in for Gemini, over HTTP: the Gemini API and Vertex AI, to which the SDK talks as to the real ones. It sorts and
 * drafts by keywords and by what stands in the prompt, refuses what they refuse, and counts what they bill.
 */
export async function startGemini(options: GeminiOptions = {}): Promise<Gemini> {
  const { port = 0, now = () => new Date(), latency = 1, seed = "gemini", quotas = {}, log = silentLog } = options;
  const world: World = {
    ...{ now, log, seed, latency },
    models: createModels(now),
    caches: createCaches(now, seed),
    prefixes: createPrefixes(now),
    quotas: createQuotas(quotas, now),
    faults: createFaults(seed),
    ledger: createLedger(now, options.keep ?? 200),
  };
  const server = await serve(createRoutes(world), { port, log, timeouts: { grace: 0 } });
  const totals = () => {
    const all = world.ledger.totals();
    for (const [model, storedTokenHours] of world.caches.tokenHours()) {
      all.set(model, { ...(all.get(model) ?? emptyTotals()), storedTokenHours });
    }
    return Object.fromEntries(all);
  };
  return {
    url: server.url,
    faults: world.faults,
    retire: world.models.retire,
    requests: world.ledger.requests,
    totals,
    totalsOf: (model) => totals()[model] ?? emptyTotals(),
    caches: world.caches.live,
    dropCaches() {
      for (const { name } of world.caches.live()) world.caches.drop(name);
    },
    close: server.close,
  };
}
