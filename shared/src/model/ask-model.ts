import { z } from "zod";
import { MINUTE } from "../domain/limits.ts";
import { after, later } from "../domain/time.ts";
import type { Answered, Question, Tier, Unanswered } from "../ports/model.ts";
import type { WireEnd } from "../ports/model-wire.ts";
import type { NoMoney } from "./budget.ts";
import { expectedTokens } from "./count-tokens.ts";
import { inputHash } from "./input-hash.ts";
import type { Held } from "./lane.ts";
import { askForRepair } from "./read-answer.ts";
import { comeBack, comeInTurn, MOST_REQUESTS, pauseAfter } from "./retry.ts";
import { lastStart, type SendDeps, type Sending, sendRequest } from "./send-request.ts";

/** What asking one model came to, and what it cost. */
export type Asked<T> = { costMicros: number; came: Answered<T> | Unanswered | NoMoneyLeft };
export type NoMoneyLeft = { is: "no money" } & NoMoney;

/** Answers that ran out of tokens, or are empty, before it is left at that. */
const MOST_HOLLOW = 2;
/** A model that is gone, or a key that is refused, needs a person. */
const GONE_FOR = 15 * MINUTE;

type Going<T> = { next: Sending<T> } | { came: Answered<T> | Unanswered | NoMoneyLeft };

/**
 * Asks one model until it answers, or it is clear that it won't in time. Whatever makes it ask again has an end: requests
 * in vain, hollow answers, and one repair.
 */
export async function askModel<T>(
  question: Question<T>,
  tier: Tier,
  deps: SendDeps,
  signal: AbortSignal,
): Promise<Asked<T>> {
  let sending = firstSending(question, tier, deps);
  const { model } = deps.tiers[tier];
  const tokens = expectedTokens({ ...question, schema: sending.schema });
  if (tokens > model.limits.input) {
    const why = `the question has some ${tokens} tokens, and ${model.id} takes ${model.limits.input}`;
    return { costMicros: 0, came: { is: "unusable", why } };
  }
  let costMicros = 0;
  let hollow = 0;
  let isRepair = false;
  for (;;) {
    const sent = await sendRequest(sending, deps, signal);
    signal.throwIfAborted();
    if (!sent.sent) return { costMicros, came: "held" in sent ? heldBack(sent.held, deps) : noMoney(sent.noMoney) };
    costMicros += sent.costMicros;
    const { end, read } = sent;
    const again = { ...sending, attempt: sending.attempt + 1 };
    let going: Going<T>;
    if (read && "value" in read) {
      const call = { id: sent.callId, model: model.id, tier, reused: false };
      going = { came: { is: "answered", value: read.value, call } };
    } else if (read) {
      const turns = askForRepair(question.turns, end.is === "whole" ? end.text : "", read.problem);
      going = isRepair ? unusable(`not even repaired: ${read.problem}`) : { next: { ...again, turns } };
      isRepair = true;
    } else if (end.is === "cut short" || end.is === "empty") {
      hollow += 1;
      // What ran out of room would do so again.
      const maxOutputTokens = sending.maxOutputTokens * (end.is === "cut short" ? 2 : 1);
      going = hollow < MOST_HOLLOW ? { next: { ...again, maxOutputTokens } } : unusable(whyHollow(end));
    } else if (end.is === "no cache" && sent.cache !== undefined) {
      await deps.caches.forget(model, question.prefix, sent.cache);
      going = { next: { ...again, mayUseCache: false } };
    } else {
      going = await afterVain(again, end, deps, signal);
    }
    if ("came" in going) return { costMicros, came: going.came };
    if (going.next.attempt > MOST_REQUESTS || deps.now() > lastStart(question)) {
      return { costMicros, came: { is: "failed", why: `no time for another attempt: ${whyOf(end)}` } };
    }
    sending = going.next;
  }
}

function firstSending<T>(question: Question<T>, tier: Tier, deps: Pick<SendDeps, "tiers">): Sending<T> {
  const schema = z.toJSONSchema(question.schema);
  const { turns, maxOutputTokens } = question;
  const hash = hashOf(question, tier, deps);
  return { ...{ question, schema, tier, turns, maxOutputTokens }, inputHash: hash, attempt: 1, mayUseCache: true };
}

export function hashOf(question: Question<unknown>, tier: Tier, { tiers }: Pick<SendDeps, "tiers">): string {
  const { model, thinking } = tiers[tier];
  return inputHash(question, { model: model.id, thinking, schema: z.toJSONSchema(question.schema) });
}

/** The model did nothing for us. Whether it is worth waiting for depends on why. */
async function afterVain<T>(again: Sending<T>, end: WireEnd, deps: SendDeps, signal: AbortSignal): Promise<Going<T>> {
  const { question, tier, attempt } = again;
  const { model } = deps.tiers[tier];
  const { breaker } = deps.laneOf(model);
  const why = whyOf(end);
  switch (end.is) {
    case "blocked":
      return { came: { is: "refused", why } };
    case "invalid":
      deps.log.alert("the model would not take our request", { model: model.id, task: question.task.id, why });
      return unusable(`the model would not take the request: ${why}`);
    case "no model":
    case "denied": {
      const until = after(deps.now(), GONE_FOR);
      const what = end.is === "no model" ? `the model ${model.id} is gone` : `we may not use ${model.id}`;
      if (breaker.hold(until)) deps.log.alert(what, { model: model.id, why });
      return laterFrom(until, `${what}: ${why}`, deps);
    }
    default: {
      const pause = pauseAfter(attempt - 1, end.is === "limited" ? end.retryAfterMs : undefined, deps.timing.random);
      const from = after(deps.now(), pause);
      if (attempt <= MOST_REQUESTS && from <= lastStart(question)) {
        await deps.timing.sleep(pause, signal);
        return { next: again };
      }
      const isOutage = end.is === "limited" || end.is === "failing" || breaker.isHolding();
      // Where most are answered, the pause is each one's own already: nobody has to be kept away for longer.
      if (isOutage) return { came: heldBack({ from, why, inTurn: !breaker.isHolding() }, deps) };
      return { came: { is: "failed", why } };
    }
  }
}

function heldBack({ from, why, inTurn }: Held, { now, timing }: SendDeps): Unanswered {
  const back = inTurn ? comeInTurn : comeBack;
  return { is: "later", until: back(now(), later(from, now()), timing.random), why };
}

function laterFrom(from: Date, why: string, deps: SendDeps): { came: Unanswered } {
  return { came: heldBack({ from, why, inTurn: false }, deps) };
}

function noMoney(no: NoMoney): NoMoneyLeft {
  return { is: "no money", ...no };
}

function unusable(why: string): { came: Unanswered } {
  return { came: { is: "unusable", why } };
}

function whyHollow(end: WireEnd): string {
  return end.is === "cut short" ? "the answer was cut short, twice" : `there was no answer, twice: ${whyOf(end)}`;
}

function whyOf(end: WireEnd): string {
  if ("why" in end) return end.why;
  return end.is === "aborted" ? "the model took too long" : end.is;
}
