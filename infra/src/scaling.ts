import type { Settings } from "./settings.ts";

/** A service that asks models: which ones, for how long it mostly waits for one, and how many it can ask at a time. */
type Asking = { fast: number; deep: number; seconds: number; concurrency: number };

/**
 * What of each model's quota is whose: triage asks the fast one about everything, respond now and then, and the deep one
 * is respond's alone.
 */
const ASKING = {
  triage: { fast: 0.75, deep: 0, seconds: 6, concurrency: 40 },
  respond: { fast: 0.25, deep: 1, seconds: 30, concurrency: 20 },
} as const satisfies { [service: string]: Asking };

/** Of models that the stack says no quota for. Small, so that a new project's own is not above it. */
const DEFAULT_QUOTA = { rpm: 120, tpm: 1_000_000 };
/** As in the services: what is left over is for what others count otherwise. */
const USED = 0.8;
/** One may come up while another is replaced. */
const FEWEST = 2;

type Scale = {
  /** As `FRONTDESK_MODEL_QUOTAS` has it. */
  quotas: string;
  concurrency: number;
  maxInstances: number;
};

/**
 * Instances × concurrency is how many calls can run at once. More than the quota lets run would only wait there, and each
 * instance gets its part of the quota: so there are as many as the quota needs, and no more.
 */
export function scaleOf(
  service: keyof typeof ASKING,
  settings: Pick<Settings, "modelFast" | "modelDeep" | "quotas">,
): Scale {
  const { seconds, concurrency } = ASKING[service];
  const models = [...new Set([settings.modelFast, settings.modelDeep])];
  const parts = models.flatMap((id) => {
    const part = sharesOf(id, settings)[service];
    const { rpm, tpm } = settings.quotas[id] ?? DEFAULT_QUOTA;
    return part === 0 ? [] : [{ id, rpm: atLeastOne(rpm * part), tpm: atLeastOne(tpm * part) }];
  });
  const atOnce = (parts.reduce((sum, { rpm }) => sum + rpm, 0) * USED * seconds) / 60;
  // An instance that gets less than one request a minute of a model is of no use.
  const most = atLeastOne(Math.min(...parts.map(({ rpm }) => rpm * USED)));
  return {
    quotas: parts.map(({ id, rpm, tpm }) => `${id}=${rpm}/${tpm}`).join(","),
    concurrency,
    maxInstances: Math.min(most, Math.max(FEWEST, Math.ceil(atOnce / concurrency))),
  };
}

/** Of one model's quota. One model may be both the fast and the deep one: all of it together is still its quota. */
function sharesOf(
  id: string,
  { modelFast, modelDeep }: Pick<Settings, "modelFast" | "modelDeep">,
): { [service in keyof typeof ASKING]: number } {
  const wish = ({ fast, deep }: Asking) => (id === modelFast ? fast : 0) + (id === modelDeep ? deep : 0);
  const [triage, respond] = [wish(ASKING.triage), wish(ASKING.respond)];
  return { triage: triage / (triage + respond), respond: respond / (triage + respond) };
}

function atLeastOne(value: number): number {
  return Math.max(1, Math.floor(value));
}
