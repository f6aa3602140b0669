import { SECOND } from "../domain/limits.ts";
import { after } from "../domain/time.ts";
import type { Question, Tier, Turn } from "../ports/model.ts";
import type { ModelWire, WireEnd } from "../ports/model-wire.ts";
import type { Budgets, NoMoney } from "./budget.ts";
import { type ContextCaches, toWire } from "./context-cache.ts";
import { expectedTokens, mostTokens } from "./count-tokens.ts";
import type { Held, Lane } from "./lane.ts";
import { type ModelEntry, ROOM_TO_THINK, type Tiers } from "./models.ts";
import { costOf } from "./price.ts";
import { type Read, readAnswer } from "./read-answer.ts";
import { isSaid, type RecordDeps, recordCall } from "./record-call.ts";
import type { Timing } from "./timing.ts";

/** One request, as one question is asked in it. */
export type Sending<T> = {
  question: Question<T>;
  schema: object;
  inputHash: string;
  tier: Tier;
  turns: readonly Turn[];
  /** Of the answer alone. */
  maxOutputTokens: number;
  attempt: number;
  mayUseCache: boolean;
};

export type SendDeps = RecordDeps & {
  tiers: Tiers;
  laneOf(model: ModelEntry): Lane;
  wire: ModelWire;
  budgets: Budgets;
  caches: ContextCaches;
  timing: Timing;
};

export type Sent<T> =
  | { sent: false; held: Held }
  | { sent: false; noMoney: NoMoney }
  | { sent: true; callId: string; costMicros: number; end: WireEnd; cache?: string | undefined; read?: Read<T> };

/** Longer than models take. The deep one is given time to think, and the step time to ask again. */
const PATIENCE: { [tier in Tier]: number } = { fast: 30 * SECOND, deep: 110 * SECOND };
/** As long as models take. With less time than this it is not begun: it would be paid for in vain. */
const LEAST_TIME = 25 * SECOND;
/** For what is left to be written down when the time is over. */
const AFTERWARDS = 2 * SECOND;

/** The last moment at which a request may be sent for this question. */
export function lastStart({ until }: Pick<Question<unknown>, "until">): Date {
  return after(until, -LEAST_TIME - AFTERWARDS);
}

/**
 * Sends one request as soon as the model, the quota and the budget allow, and accounts for it: it is reserved before,
 * settled after, and written down in between, so that whatever happens nothing is spent that nobody knows of.
 */
export async function sendRequest<T>(sending: Sending<T>, deps: SendDeps, signal: AbortSignal): Promise<Sent<T>> {
  const { question, turns, tier, schema } = sending;
  const { model, thinking } = deps.tiers[tier];
  const asked = { prefix: question.prefix, turns, schema };
  const maxOutputTokens = Math.min(sending.maxOutputTokens + ROOM_TO_THINK[thinking], model.limits.output);
  const tokens = expectedTokens(asked);

  const entered = await deps.laneOf(model).enter(tokens, lastStart(question), signal);
  if ("from" in entered) return { sent: false, held: entered };
  // A price may change while it runs: both sums are by the same one.
  const at = deps.now();
  const ceiling = { input: mostTokens(asked), cached: 0, output: maxOutputTokens, thoughts: 0 };
  const ceilingMicros = costOf(model, ceiling, at);
  let end: WireEnd | undefined;
  try {
    const reserved = await deps.budgets.reserve(question.task, ceilingMicros);
    if (!("settle" in reserved)) return { sent: false, noMoney: reserved };
    const { cache, record } = await prepare(sending, ceilingMicros, deps, signal).catch(async (error) => {
      await reserved.settle(0);
      throw error;
    });
    end = await inTime(sending, deps, signal, (limited) =>
      deps.wire.generate(
        {
          ...{ model: model.id, turns, schema, maxOutputTokens, onText: question.onText },
          prefix: cache === undefined ? toWire(question.prefix) : { cachedContent: cache },
          thinking: model.thinks ? thinking : undefined,
        },
        limited,
      ),
    );
    const costMicros = costOfEnd(end, model, ceilingMicros, at);
    await reserved.settle(costMicros);
    const read = end.is === "whole" ? readAnswer(end.text, question.schema) : undefined;
    await record.end({ end, problem: read && "problem" in read ? read.problem : undefined, costMicros });
    return { sent: true, callId: record.id, costMicros, end, cache, ...(read && { read }) };
  } finally {
    entered.leave(end && hasWorked(end, signal), end ? tokensOf(end, tokens) : 0);
  }
}

/** The last things before it is sent. */
async function prepare(sending: Sending<unknown>, ceilingMicros: number, deps: SendDeps, signal: AbortSignal) {
  const { question, tier, mayUseCache } = sending;
  const { model } = deps.tiers[tier];
  const cache = mayUseCache ? await deps.caches.find(model, question.prefix, question.task, signal) : undefined;
  return { cache, record: await recordCall({ ...sending, model, ceilingMicros }, deps) };
}

async function inTime<T>(
  { question, tier }: Sending<unknown>,
  { timing }: SendDeps,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = after(question.until, -AFTERWARDS).getTime() - timing.now().getTime();
  const limit = timing.limit(Math.min(PATIENCE[tier], Math.max(left, 0)));
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    limit.end();
  }
}

/** What was refused costs nothing. Of what nobody saw the end of nobody knows: it counts for the most it can be. */
function costOfEnd(end: WireEnd, model: ModelEntry, ceilingMicros: number, at: Date): number {
  if (!isSaid(end)) return 0;
  return end.usage ? costOf(model, end.usage, at) : ceilingMicros;
}

/** Whether the model itself is well, as far as this one tells. */
function hasWorked(end: WireEnd, signal: AbortSignal): boolean | undefined {
  switch (end.is) {
    case "whole":
    case "cut short":
    case "empty":
    case "blocked":
      return true;
    case "limited":
    case "failing":
    case "broken off":
      return false;
    case "aborted":
      return signal.aborted ? undefined : false;
    case "no model":
    case "no cache":
    case "denied":
    case "invalid":
      return undefined;
  }
}

function tokensOf(end: WireEnd, expected: number): number {
  return isSaid(end) ? (end.usage?.input ?? expected) : 0;
}
