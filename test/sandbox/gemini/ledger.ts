import type { Endpoint } from "./address.ts";
import type { Fault } from "./faults.ts";
import type { Usage } from "./usage.ts";

export type SeenRequest = {
  /** Counted from 1. */
  nth: number;
  at: Date;
  endpoint: Endpoint;
  flavour: "gemini" | "vertex";
  /** Empty where the call names none. */
  model: string;
  /** All text that was given to the model, that of the cache first. */
  prompt: string;
  cachedContent: string | undefined;
  /** As it was sent. */
  body: unknown;
  /**
   * Abandoned: the client went before there was an answer. Lost: the work was done, and the answer never arrived
   * whole.
   */
  fate: "running" | "answered" | "refused" | "abandoned" | "lost";
  status?: number;
  fault?: Fault["kind"];
  usage?: Usage;
  finishReason?: string;
  answer?: string;
};

export type Totals = {
  requests: number;
  answered: number;
  refused: number;
  abandoned: number;
  lost: number;
  statuses: { [status: number]: number };
  /** The cached part is in it. */
  promptTokens: number;
  cachedTokens: number;
  outputTokens: number;
  thoughtTokens: number;
  /** What explicit caches took up: tokens × hours. */
  storedTokenHours: number;
};

export type Ledger = {
  open(request: Omit<SeenRequest, "nth" | "at" | "fate">): SeenRequest;
  /** Once for each: afterwards it counts. */
  close(request: SeenRequest, end: Partial<SeenRequest> & { fate: Exclude<SeenRequest["fate"], "running"> }): void;
  requests(): SeenRequest[];
  totals(): Map<string, Totals>;
};

/** Keeps the newest requests, and counts all. */
export function createLedger(now: () => Date, keep: number): Ledger {
  const kept: SeenRequest[] = [];
  const totals = new Map<string, Totals>();
  let opened = 0;
  const totalOf = (model: string): Totals => {
    const total = totals.get(model) ?? emptyTotals();
    totals.set(model, total);
    return total;
  };
  return {
    open(request) {
      opened += 1;
      const opening: SeenRequest = { ...request, nth: opened, at: now(), fate: "running" };
      totalOf(request.model).requests += 1;
      kept.push(opening);
      if (kept.length > keep) kept.shift();
      return opening;
    },
    close(request, end) {
      if (request.fate !== "running") return;
      Object.assign(request, end);
      const total = totalOf(request.model);
      total[end.fate] += 1;
      if (request.status !== undefined) total.statuses[request.status] = (total.statuses[request.status] ?? 0) + 1;
      total.promptTokens += request.usage?.promptTokenCount ?? 0;
      total.cachedTokens += request.usage?.cachedContentTokenCount ?? 0;
      total.outputTokens += request.usage?.candidatesTokenCount ?? 0;
      total.thoughtTokens += request.usage?.thoughtsTokenCount ?? 0;
    },
    requests: () => [...kept],
    totals: () => new Map([...totals].map(([model, total]) => [model, structuredClone(total)])),
  };
}

export function emptyTotals(): Totals {
  return {
    ...{ requests: 0, answered: 0, refused: 0, abandoned: 0, lost: 0, statuses: {} },
    ...{ promptTokens: 0, cachedTokens: 0, outputTokens: 0, thoughtTokens: 0, storedTokenHours: 0 },
  };
}
