import { HOUR } from "../domain/limits.ts";
import type { Usage } from "../ports/model-wire.ts";
import type { ModelEntry, Price } from "./models.ts";

/** What a token costs on that day, where the prompt has so many. */
export function priceAt({ prices }: Pick<ModelEntry, "prices">, at: Date, input = 0): Price {
  const price = prices.findLast(({ from }) => new Date(from) <= at) ?? prices[0];
  if (!price) throw new Error("a model without a price");
  return price.long && input > price.long.above ? price.long : price;
}

/** What a call cost, in millionths of a dollar, rounded up. */
export function costOf(model: ModelEntry, { input, cached, output, thoughts }: Usage, at: Date): number {
  const price = priceAt(model, at, input);
  const fromCache = Math.min(cached, input);
  return roundUp((input - fromCache) * price.in + fromCache * price.cached + (output + thoughts) * price.out);
}

/** What it costs to have so many tokens kept for so long. */
export function storageCost({ explicitCache }: ModelEntry, tokens: number, milliseconds: number): number {
  return explicitCache ? roundUp((tokens * explicitCache.perHour * milliseconds) / HOUR) : 0;
}

/** Sums of prices such as 0.3 are a hair off: a millionth of a millionth is nobody's money. */
function roundUp(micros: number): number {
  return Math.ceil(micros - 1e-6);
}
