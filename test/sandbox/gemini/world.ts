import type { Log } from "@frontdesk/shared/telemetry/log";
import type { Caches } from "./caches.ts";
import type { FaultPlans } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import type { Models } from "./models.ts";
import type { Prefixes } from "./prefixes.ts";
import type { createQuotas } from "./quotas.ts";

/** What all parts of the stand-in share. */
export type World = {
  now: () => Date;
  log: Log;
  seed: string;
  /** 1 is as slow as the real models. */
  latency: number;
  models: Models;
  caches: Caches;
  prefixes: Prefixes;
  quotas: ReturnType<typeof createQuotas>;
  faults: FaultPlans;
  ledger: Ledger;
};
