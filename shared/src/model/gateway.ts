import { DAY } from "../domain/limits.ts";
import { after } from "../domain/time.ts";
import type { Answer, Answered, Model, Question, Tier, Unanswered, Withheld } from "../ports/model.ts";
import type { ModelCalls } from "../ports/model-calls.ts";
import type { ModelWire } from "../ports/model-wire.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import type { Log } from "../telemetry/log.ts";
import { type Asked, askModel, hashOf, type NoMoneyLeft } from "./ask-model.ts";
import { type Caps, createBudgets } from "./budget.ts";
import { createContextCaches } from "./context-cache.ts";
import { createKeepPrefix } from "./keep-prefix.ts";
import { createLane, type Lane } from "./lane.ts";
import type { ModelEntry, Tiers } from "./models.ts";
import type { Quota } from "./rate-limit.ts";
import { comeBack } from "./retry.ts";
import { findAnswer } from "./reuse.ts";
import type { SendDeps } from "./send-request.ts";
import type { Timing } from "./timing.ts";

export type GatewayConfig = {
  tiers: Tiers;
  /** This instance's share of each model's quota, by the model's id. One that isn't named has none to keep to. */
  quotas: { readonly [model: string]: Quota };
  caps: Caps;
  /** For how many days calls are kept. */
  callDays: number;
  logTexts: boolean;
};

export type GatewayDeps = { wire: ModelWire; calls: ModelCalls; values: SharedValues; log: Log; timing: Timing };

export type Gateway = Model & {
  /** Gives back what this instance holds of the budgets. */
  close(): Promise<void>;
};

const WARN_BEFORE_SHUT_DOWN = 60 * DAY;

/** What stands between a service and a model: routing, budget, quotas, retries, caches, and the record of every call. */
export function createGateway(config: GatewayConfig, deps: GatewayDeps): Gateway {
  const { calls, values, log, timing } = deps;
  const { now, random } = timing;
  const budgets = createBudgets(config.caps, { values, log, now });
  const lanes = new Map<string, Lane>();
  const laneOf = ({ id }: ModelEntry) => {
    const lane = lanes.get(id) ?? createLane(config.quotas[id], timing);
    lanes.set(id, lane);
    return lane;
  };
  const sendDeps: SendDeps = {
    ...deps,
    ...{ now, budgets, laneOf, tiers: config.tiers, logTexts: config.logTexts },
    caches: createContextCaches({ ...deps, budgets }),
    keepPrefix: createKeepPrefix(config.callDays, { values, now }),
  };
  warnOfEnds(config.tiers, log, now());

  const found = <T>(question: Question<T>, tier: Tier) =>
    findAnswer(question, tier, hashOf(question, tier, config), { calls, ...config });

  /** Asks at most at this tier; without money for the deep model, the fast one. */
  const askAt = async <T>(question: Question<T>, tier: Tier, signal: AbortSignal): Promise<Asked<T> & Spared> => {
    const cheaper = tier !== question.tier && (await found(question, tier));
    const asked = cheaper ? { came: cheaper, costMicros: 0 } : await askModel(question, tier, sendDeps, signal);
    if (tier === "fast" || asked.came.is !== "no money") return asked;
    const again = await askAt(question, "fast", signal);
    return { ...again, costMicros: asked.costMicros + again.costMicros, spared: asked.came.why };
  };

  const withheld = (until: Date, why: string): Withheld => ({
    is: "withheld",
    until: comeBack(now(), until, random),
    why,
  });

  const withoutMoney = async (no: NoMoneyLeft, { purpose }: Question<unknown>): Promise<Unanswered | Withheld> => {
    await budgets.alert(no);
    const { until, why } = no;
    return purpose === "sort" ? { is: "later", until: comeBack(now(), until, random), why } : withheld(until, why);
  };

  return {
    async ask<T>(question: Question<T>, signal: AbortSignal): Promise<Answer<T>> {
      signal.throwIfAborted();
      const before = await found(question, question.tier);
      if (before) return { ...before, costMicros: 0 };

      const allowed = await budgets.level(question.task);
      if (allowed.level === "labels" && question.purpose !== "sort") {
        return { ...withheld(allowed.until, allowed.why), costMicros: 0 };
      }
      const tier = allowed.level === "all" ? question.tier : "fast";
      const because = tier !== question.tier && "why" in allowed ? allowed.why : undefined;
      const { came, costMicros, spared = because } = await askAt(question, tier, signal);
      if (came.is === "no money") return { ...(await withoutMoney(came, question)), costMicros };
      return { ...(came.is === "answered" ? withSpared(came, spared) : came), costMicros };
    },

    close: budgets.close,
  };
}

type Spared = { spared?: string };

function withSpared<T>(answered: Answered<T>, why: string | undefined): Answered<T> {
  return why === undefined ? answered : { ...answered, call: { ...answered.call, spared: why } };
}

/** A model's end is known long before. */
function warnOfEnds(tiers: Tiers, log: Log, now: Date): void {
  for (const { model } of Object.values(tiers)) {
    if (model.shutDown === undefined || new Date(model.shutDown) > after(now, WARN_BEFORE_SHUT_DOWN)) continue;
    log.warn("a model that is used will be shut down", { model: model.id, on: model.shutDown });
  }
}
