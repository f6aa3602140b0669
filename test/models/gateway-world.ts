import { setImmediate } from "node:timers/promises";
import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import { type Triage, triageSchema } from "@frontdesk/shared/domain/triage";
import type { Caps } from "@frontdesk/shared/model/budget";
import { createGateway, type Gateway } from "@frontdesk/shared/model/gateway";
import { findModel, type ModelEntry, tiersOf } from "@frontdesk/shared/model/models";
import type { Quota } from "@frontdesk/shared/model/rate-limit";
import type { Question } from "@frontdesk/shared/ports/model";
import type { ModelWire } from "@frontdesk/shared/ports/model-wire";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { onTestFinished } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import type { FaultyBackend, OpenBackend } from "../contract/test-backend.ts";
import { type Gemini, type GeminiOptions, startGemini } from "../sandbox/gemini/start-gemini.ts";
import { createHandTiming, type HandTiming } from "./hand-timing.ts";

export const FAST = "gemini-3.5-flash-lite";
export const DEEP = "gemini-4-argon";
/** A deep model with an explicit cache. */
export const CACHING = "gemini-3.1-pro-preview";

export type Sorting = Pick<Triage, "kind" | "summary">;
export const sortingSchema = triageSchema.pick({ kind: true, summary: true }).strict();

export type LoggedLine = { level: keyof Log; message: string; fields: { [name: string]: unknown } };
export type World = Awaited<ReturnType<typeof openGatewayWorld>>;

type WorldOptions = GeminiOptions & {
  caps?: Partial<Caps>;
  model?: Quota;
  deep?: string;
  start?: string;
  logTexts?: boolean;
  open?: OpenBackend<FaultyBackend>;
};

const PLENTY: Caps = { allMicros: 1e9, repoMicros: 1e9, authorMicros: 1e9 };

/** A gateway, over the real adapter, before the stand-in; time passes when nothing else happens. */
export async function openGatewayWorld({
  caps,
  model: quota,
  deep = DEEP,
  start,
  logTexts = false,
  open: openBackend = openModel,
  ...options
}: WorldOptions = {}) {
  const timing = createHandTiming(start);
  const { now } = timing;
  const gemini = await startGemini({ latency: 0, now, ...options });
  const backend = await openBackend({ now });
  onTestFinished(async () => void (await Promise.all([gemini.close(), backend.close()])));
  const running = { count: 0, peak: 0 };
  const wire = counting(createGemini({ apiKey: "key", baseUrl: gemini.url }), running);
  const lines: LoggedLine[] = [];
  const open = (more: Partial<Caps> = {}): Gateway =>
    createGateway(
      {
        tiers: tiersOf({ fast: entryOf(FAST), deep: entryOf(deep) }),
        quotas: quota ? { [FAST]: quota, [deep]: quota } : {},
        caps: { ...PLENTY, ...caps, ...more },
        ...{ callDays: 90, logTexts },
      },
      { wire, calls: backend.calls, values: backend.values, log: logInto(lines), timing },
    );
  const asker = { now, gateway: open(), whenIdle: <T>(work: Promise<T>) => driven(work, timing, running) };
  return { ...asker, timing, gemini, backend, lines, open, running, ask: askWith(asker) };
}

type Asker = { gateway: Gateway; now: () => Date; whenIdle: <T>(work: Promise<T>) => Promise<T> };
export type Asking = Partial<Question<Sorting>>;

function askWith({ gateway, now, whenIdle }: Asker) {
  const { signal } = new AbortController();
  return (asking: Asking = {}) => whenIdle(gateway.ask(question(now(), asking), signal));
}

let texts = 0;

/** A question that nobody asked before, unless its turns are given. */
export function question(at: Date, asking: Asking = {}): Question<Sorting> {
  texts += 1;
  return {
    task: { id: `acme.webapp.${texts}.opened`, repo: "1", author: "mona" },
    ...{ step: "triage", purpose: "sort", promptVersion: "sort-1", tier: "fast" },
    prefix: { rules: "You sort issues.", material: [] },
    turns: [{ role: "user", text: `<issue>Title: It crashes, number ${texts}\nBody: It crashes at start.</issue>` }],
    ...{ schema: sortingSchema, maxOutputTokens: 500, until: new Date(at.getTime() + 58_000) },
    ...asking,
  };
}

/** Resolves as the work does; whenever nothing is on the wire, the time goes on to the next pause's end. */
async function driven<T>(work: Promise<T>, timing: HandTiming, running: { count: number }): Promise<T> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  for (let still = 0; !ended; still += 1) {
    await setImmediate();
    if (running.count > 0) still = 0;
    // What the store does takes some turns.
    else if (still > 20 && timing.toNextPause()) still = 0;
  }
  return work;
}

function counting(wire: ModelWire, running: { count: number; peak: number }): ModelWire {
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    running.count += 1;
    running.peak = Math.max(running.peak, running.count);
    try {
      return await work;
    } finally {
      running.count -= 1;
    }
  };
  return {
    generate: (request, signal) => counted(wire.generate(request, signal)),
    createCache: (wanted, signal) => counted(wire.createCache(wanted, signal)),
    extendCache: (name, ttl, signal) => counted(wire.extendCache(name, ttl, signal)),
    deleteCache: (name, signal) => counted(wire.deleteCache(name, signal)),
  };
}

export function entryOf(id: string): ModelEntry {
  const entry = findModel(id);
  if (!entry) throw new Error(`no model ${id}`);
  return entry;
}

/** What the stand-in says it would bill for a model. */
export function billed(gemini: Gemini, id: string): number {
  const { promptTokens, cachedTokens, outputTokens, thoughtTokens } = gemini.totalsOf(id);
  const price = entryOf(id).prices[0];
  if (!price) return 0;
  return (
    (promptTokens - cachedTokens) * price.in + cachedTokens * price.cached + (outputTokens + thoughtTokens) * price.out
  );
}

export function generated(gemini: Gemini) {
  return gemini.requests().filter(({ endpoint }) => endpoint.endsWith("enerateContent"));
}

function logInto(lines: LoggedLine[]): Log {
  const at =
    (level: keyof Log) =>
    (message: string, fields = {}) =>
      void lines.push({ level, message, fields });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), alert: at("alert") };
}
