import { z } from "zod";
import { SECOND } from "../domain/limits.ts";
import type { Tier } from "../ports/model.ts";
import type { MadeCache, ModelWire, NoCacheMade, WireEnd, WirePrefix, WireRequest } from "../ports/model-wire.ts";
import { type ModelEntry, ROOM_TO_THINK, type Tiers } from "./models.ts";
import { costOf } from "./price.ts";
import { readAnswer } from "./read-answer.ts";
import type { Timing } from "./timing.ts";
import { whatToDo } from "./what-to-do.ts";

/** One thing that Frontdesk asks of a model, tried once. `todo` where it failed: what whoever runs Frontdesk can do. */
export type LiveResult = { what: string; model: string; saw: string } & ({ ok: true } | { ok: false; todo: string });

export type LiveCheckDeps = { wire: ModelWire; tiers: Tiers; timing: Timing };

const PATIENCE = 60 * SECOND;
const CACHE_LIVES_SECONDS = 300;

const sorted = z.object({ kind: z.enum(["bug", "question"]), summary: z.string() });
const drafted = z.object({ reply: z.string() });

const PREFIX: WirePrefix = {
  rules: "You help on a software project's issue tracker.",
  material: ['<document path="README.md">\nThe address is changed under Profile.\n</document>'],
};
const ISSUE = "<issue>\n<title>\nHow do I change my address?\n</title>\n</issue>\n\n";

/**
 * Asks the configured models for one of each thing that the services will ask them for, without retries: an answer of a
 * known form from the fast one, a streamed one from the deep one, and a cache on each that has them, deleted afterwards.
 * Costs a few cents at most. Whether the service itself takes our key, model names, schemas and sizes is seen only here:
 * tests run on a stand-in.
 */
export async function checkLive(deps: LiveCheckDeps, signal: AbortSignal): Promise<LiveResult[]> {
  const { fast, deep } = deps.tiers;
  const results = [await checkSorting(deps, signal), await checkDrafting(deps, signal)];
  for (const model of new Set([fast.model, deep.model])) {
    if (model.explicitCache) results.push(await checkCache(model, deps, signal));
  }
  return results;
}

async function checkSorting(deps: LiveCheckDeps, signal: AbortSignal): Promise<LiveResult> {
  const request = requestOf("fast", sorted, "Sort it.", deps);
  const end = await inTime(deps, signal, (limited) => deps.wire.generate(request, limited));
  return judged({ what: "sorting", tier: "fast", schema: sorted }, end, deps);
}

async function checkDrafting(deps: LiveCheckDeps, signal: AbortSignal): Promise<LiveResult> {
  let parts = 0;
  const onText = () => {
    parts += 1;
  };
  const request = { ...requestOf("deep", drafted, "Draft the reply, in three sentences.", deps), onText };
  const end = await inTime(deps, signal, (limited) => deps.wire.generate(request, limited));
  return judged({ what: "drafting, streamed", tier: "deep", schema: drafted, also: `in ${parts} parts` }, end, deps);
}

async function checkCache(model: ModelEntry, deps: LiveCheckDeps, signal: AbortSignal): Promise<LiveResult> {
  const { wire } = deps;
  const what = "a cache, made and used";
  const tier = deps.tiers.fast.model === model ? "fast" : "deep";
  const failed = (end: WireEnd | MadeCache | NoCacheMade, saw: string): LiveResult => ({
    ...{ ok: false, what, model: model.id, saw },
    todo: whatToDo(end, { model, tier }),
  });
  const prefix = { ...PREFIX, material: [...PREFIX.material, enough(model)] };
  const wanted = { model: model.id, displayName: "frontdesk-check", prefix, ttlSeconds: CACHE_LIVES_SECONDS };
  const made = await inTime(deps, signal, (limited) => wire.createCache(wanted, limited));
  if (made.is !== "made") return failed(made, `not made: ${whyOf(made)}`);
  try {
    const request = requestOf(tier, sorted, "Sort it.", deps);
    const end = await inTime(deps, signal, (limited) =>
      wire.generate({ ...request, prefix: { cachedContent: made.name } }, limited),
    );
    if (end.is !== "whole") return failed(end, `made, and not used: ${whyOf(end)}`);
    const saw = `${end.usage?.cached ?? 0} of ${end.usage?.input ?? 0} tokens came from the cache`;
    return (end.usage?.cached ?? 0) > 0 ? { ok: true, what, model: model.id, saw } : failed(made, saw);
  } finally {
    await inTime(deps, signal, (limited) => wire.deleteCache(made.name, limited));
  }
}

function requestOf(tier: Tier, schema: z.ZodType, wish: string, { tiers }: LiveCheckDeps): WireRequest {
  const { model, thinking } = tiers[tier];
  return {
    ...{ model: model.id, prefix: PREFIX, schema: z.toJSONSchema(schema) },
    turns: [{ role: "user", text: `${ISSUE}${wish}` }],
    thinking: model.thinks ? thinking : undefined,
    maxOutputTokens: Math.min(1_024 + ROOM_TO_THINK[thinking], model.limits.output),
  };
}

type Checked = { what: string; tier: Tier; schema: z.ZodType; also?: string };

function judged({ what, tier, schema, also }: Checked, end: WireEnd, { tiers, timing }: LiveCheckDeps): LiveResult {
  const { model } = tiers[tier];
  const about = { what, model: model.id };
  const todo = whatToDo(end, { model, tier });
  if (end.is !== "whole") return { ok: false, ...about, saw: whyOf(end), todo };
  const read = readAnswer(end.text, schema);
  if ("problem" in read) return { ok: false, ...about, saw: `it answered, but ${read.problem}`, todo };
  const { usage } = end;
  const cost = usage && `for ${costOf(model, usage, timing.now())} millionths of a dollar`;
  return { ok: true, ...about, saw: ["answered as it should", also, cost].filter(Boolean).join(", ") };
}

/** Well above what a cache has to have at least: however it is counted, the sentence has more than five tokens. */
function enough({ explicitCache }: ModelEntry): string {
  return "The address is changed under Profile. ".repeat(Math.ceil((explicitCache?.fromTokens ?? 0) / 5));
}

function whyOf(end: WireEnd | NoCacheMade): string {
  if ("why" in end) return end.why;
  if (end.is === "aborted") return `no answer within ${PATIENCE / SECOND} s`;
  return end.is === "cut short" ? "the answer was cut short" : end.is;
}

async function inTime<T>(
  { timing }: LiveCheckDeps,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = timing.limit(PATIENCE);
  try {
    const result = await work(AbortSignal.any([signal, limit.signal]));
    signal.throwIfAborted();
    return result;
  } finally {
    limit.end();
  }
}
