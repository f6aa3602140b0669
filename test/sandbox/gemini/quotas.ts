import { Refusal } from "./refusal.ts";

/** A minute's requests and input tokens, by model; under `*` what each model has that isn't named. */
export type Quotas = { [model: string]: { rpm?: number; tpm?: number } };

type Taken = { at: number; tokens: number };

const MINUTE = 60_000;
const HELP = {
  "@type": "type.googleapis.com/google.rpc.Help",
  links: [
    { description: "Learn more about Gemini API quotas", url: "https://ai.google.dev/gemini-api/docs/rate-limits" },
  ],
};

/** Counts what was let through in the last minute. What it refuses doesn't count. */
export function createQuotas(quotas: Quotas, now: () => Date): { take(model: string, tokens: number): void } {
  const byModel = new Map<string, Taken[]>();
  return {
    take(model, tokens) {
      const { rpm = Number.POSITIVE_INFINITY, tpm = Number.POSITIVE_INFINITY } = quotas[model] ?? quotas["*"] ?? {};
      const at = now().getTime();
      const taken = (byModel.get(model) ?? []).filter((one) => one.at > at - MINUTE);
      byModel.set(model, taken);
      if (taken.length >= rpm) {
        const freed = taken[taken.length - rpm]?.at ?? at;
        throw exhausted({ model, retryDelay: freed + MINUTE - at, quota: "Requests", value: rpm });
      }
      const freed = freedAt(taken, tpm - tokens);
      if (freed !== undefined) {
        throw exhausted({ model, retryDelay: freed + MINUTE - at, quota: "InputTokens", value: tpm });
      }
      if (rpm < Number.POSITIVE_INFINITY || tpm < Number.POSITIVE_INFINITY) taken.push({ at, tokens });
    },
  };
}

/** The request whose end of the minute makes room. Undefined: there is room. */
function freedAt(taken: Taken[], room: number): number | undefined {
  let used = taken.reduce((sum, one) => sum + one.tokens, 0);
  let freed: number | undefined;
  for (const one of taken) {
    if (used <= room) break;
    used -= one.tokens;
    freed = one.at;
  }
  return freed;
}

/** The delay, in milliseconds, is told to the millisecond: whoever waits that long is let through. */
export function exhausted(told: { model: string; retryDelay: number; quota?: string; value?: number }): Refusal {
  const { model, retryDelay, quota = "Requests", value = 0 } = told;
  const metric = `generativelanguage.googleapis.com/${quota === "Requests" ? "generate_requests_per_model" : "generate_content_paid_tier_input_token_count"}`;
  const delay = `${Math.ceil(retryDelay) / 1_000}s`;
  return new Refusal(
    429,
    `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${metric}, limit: ${value}, model: ${model}\nPlease retry in ${delay}.`,
    [
      HELP,
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            quotaMetric: metric,
            quotaId: `Generate${quota}PerMinutePerProjectPerModel`,
            quotaDimensions: { location: "global", model },
            quotaValue: String(value),
          },
        ],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: delay },
    ],
  );
}
