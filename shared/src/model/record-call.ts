import type { ModelCall } from "../domain/model-call.ts";
import type { Question, Tier, Turn } from "../ports/model.ts";
import type { ModelCalls } from "../ports/model-calls.ts";
import type { NotDone, Usage, WireEnd } from "../ports/model-wire.ts";
import type { Log } from "../telemetry/log.ts";
import type { KeepPrefix } from "./keep-prefix.ts";
import type { ModelEntry } from "./models.ts";

export type BegunCall = {
  question: Question<unknown>;
  model: ModelEntry;
  tier: Tier;
  inputHash: string;
  turns: readonly Turn[];
  attempt: number;
  /** The most that it may cost. */
  ceilingMicros: number;
};

export type EndedCall = {
  end: WireEnd;
  /** What is wrong with a whole answer. */
  problem?: string | undefined;
  costMicros: number;
};

export type CallRecord = {
  id: string;
  /** Writes down how it ended, and a line in the log. */
  end(ended: EndedCall): Promise<void>;
};

export type RecordDeps = {
  calls: ModelCalls;
  keepPrefix: KeepPrefix;
  log: Log;
  now: () => Date;
  /** Prompts and responses stand in the log, too. */
  logTexts: boolean;
};

const NO_TOKENS: Usage = { input: 0, cached: 0, output: 0, thoughts: 0 };

/** Writes a call down before it is sent, at the most that it may cost: if nobody sees its end, that is how it stays. */
export async function recordCall(begun: BegunCall, deps: RecordDeps): Promise<CallRecord> {
  const { question, model, inputHash, attempt } = begun;
  const at = deps.now();
  const call: ModelCall = {
    id: crypto.randomUUID(),
    taskId: question.task.id,
    ...{ step: question.step, purpose: purposeOf(question), model: model.id, promptVersion: question.promptVersion },
    ...{ inputHash, attempt, at, finished: false, ended: "running", response: "", tokens: NO_TOKENS },
    prompt: promptText(begun.turns),
    prefixHash: await deps.keepPrefix(question.prefix),
    costMicros: begun.ceilingMicros,
    latencyMs: 0,
  };
  await deps.calls.record(call);
  return {
    id: call.id,
    async end(ended) {
      const done = endedCall(call, ended, Math.max(0, deps.now().getTime() - at.getTime()));
      logCall(done, begun.tier, deps);
      await deps.calls.record(done);
    },
  };
}

function endedCall(call: ModelCall, { end, problem, costMicros }: EndedCall, latencyMs: number): ModelCall {
  const said = isSaid(end) ? end : undefined;
  const why = problem ?? ("why" in end ? end.why : undefined);
  return {
    ...call,
    ...(said?.modelVersion !== undefined && { modelVersion: said.modelVersion }),
    response: (said?.text ?? "").toWellFormed(),
    finished: end.is === "whole" && problem === undefined,
    ended: end.is === "whole" ? (problem === undefined ? "answered" : "unusable") : end.is,
    ...(why !== undefined && { why: why.toWellFormed() }),
    tokens: said?.usage ?? NO_TOKENS,
    costMicros,
    latencyMs,
  };
}

function logCall(call: ModelCall, tier: Tier, { log, logTexts }: RecordDeps): void {
  const { input, cached, output, thoughts } = call.tokens;
  const write = call.finished ? log.info : log.warn;
  write(`model call ${call.ended}`, {
    ...{ call_id: call.id, model: call.modelVersion ?? call.model, tier, purpose: call.purpose, ended: call.ended },
    ...(call.why !== undefined && { why: call.why }),
    ...{ attempt: call.attempt, prompt_version: call.promptVersion, latency_ms: call.latencyMs },
    ...{ input_tokens: input, cached_tokens: cached, output_tokens: output, thought_tokens: thoughts },
    cost_micros: call.costMicros,
    ...(logTexts && { prompt: call.prompt, response: call.response }),
  });
}

function purposeOf({ purpose, replay }: Question<unknown>): string {
  return replay === undefined ? purpose : `replay: ${purpose}`;
}

export function isSaid(end: WireEnd): end is Exclude<WireEnd, NotDone> {
  return "text" in end;
}

function promptText(turns: readonly Turn[]): string {
  return turns.map(({ role, text }) => `${role}: ${text.toWellFormed()}`).join("\n\n");
}
