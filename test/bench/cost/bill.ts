import { findModel } from "@frontdesk/shared/model/models";
import { priceAt } from "@frontdesk/shared/model/price";
import type { Totals } from "../../sandbox/gemini/ledger.ts";

/** What the models counted, and what it comes to, in dollars. */
export type Bill = {
  calls: number;
  input: number;
  cached: number;
  output: number;
  thoughts: number;
  /** All of it. */
  dollars: number;
  /** Of that, for making explicit caches and keeping them. */
  forCaches: number;
};

/** By what the stand-in counted, at the table's prices of a day. `made`: the tokens of the explicit caches that were made. */
export function billOf(totals: { [model: string]: Totals }, made: { [model: string]: number }, at: Date): Bill {
  const bill: Bill = { calls: 0, input: 0, cached: 0, output: 0, thoughts: 0, dollars: 0, forCaches: 0 };
  for (const [id, total] of Object.entries(totals)) {
    // What concerns a cache by its name, as extending it does, names no model and has no price of its own.
    if (id === "") continue;
    const model = findModel(id);
    if (!model) throw new Error(`${id} was asked, and has no price`);
    const price = priceAt(model, at);
    const fresh = total.promptTokens - total.cachedTokens;
    const said = total.outputTokens + total.thoughtTokens;
    const perHour = model.explicitCache?.perHour ?? 0;
    const forCaches = ((made[id] ?? 0) * price.in + total.storedTokenHours * perHour) / 1e6;
    bill.calls += total.requests;
    bill.input += total.promptTokens;
    bill.cached += total.cachedTokens;
    bill.output += total.outputTokens;
    bill.thoughts += total.thoughtTokens;
    bill.forCaches += forCaches;
    bill.dollars += (fresh * price.in + total.cachedTokens * price.cached + said * price.out) / 1e6 + forCaches;
  }
  return bill;
}
