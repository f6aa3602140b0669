/**
 * The wire to a provider's models: one request per call, never repeated, neither here nor below. Everything that can
 * come of it is a value. Rejects for bugs alone.
 */
export interface ModelWire {
  /** Ends when `signal` aborts, as `aborted`: the model may have worked, and may be paid for it. */
  generate(request: WireRequest, signal: AbortSignal): Promise<WireEnd>;

  createCache(wanted: WantedCache, signal: AbortSignal): Promise<MadeCache | NoCacheMade>;

  /** The cache lives until so long from now. */
  extendCache(name: string, ttlSeconds: number, signal: AbortSignal): Promise<MadeCache | NoCacheMade>;

  /** As far as it can: what is left ends by itself. */
  deleteCache(name: string, signal: AbortSignal): Promise<void>;
}

export type WirePrefix = { rules: string; material: readonly string[] };

export type WireRequest = {
  model: string;
  /** As text, or as the name of the cache that holds it. */
  prefix: WirePrefix | { cachedContent: string };
  /** The last one is the user's. */
  turns: readonly { role: "user" | "model"; text: string }[];
  /** JSON Schema. */
  schema: object;
  /** Thoughts are counted in. */
  maxOutputTokens: number;
  thinking: ThinkingLevel | undefined;
  /** Given, the answer is streamed: all of it so far, each time that more has come. */
  onText?: ((soFar: string) => void) | undefined;
};

export type WantedCache = { model: string; displayName: string; prefix: WirePrefix; ttlSeconds: number };

export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

/** In tokens. */
export type Usage = {
  /** The cached part is in it. */
  input: number;
  cached: number;
  output: number;
  thoughts: number;
};

/** What was said about the call, as far as something was. Without `usage` nobody knows what it cost. */
export type Said = { text: string; usage?: Usage | undefined; modelVersion?: string | undefined };

export type WireEnd =
  /** The whole answer, as the model meant it to be. */
  | ({ is: "whole" } & Said)
  /** It ran into `maxOutputTokens`: there may be no text at all. */
  | ({ is: "cut short" } & Said)
  /** Finished, without a word. */
  | ({ is: "empty"; why: string } & Said)
  /** For what was asked, or for what would have been answered. */
  | ({ is: "blocked"; why: string } & Said)
  /** The connection, or the answer, ended in the middle; or no whole answer was ever there. */
  | ({ is: "broken off"; why: string } & Said)
  | ({ is: "aborted" } & Said)
  | NotDone;

/** Refused before anything was done: it costs nothing. */
export type NotDone =
  /** 429, and after how long to come back, if that was said. */
  | { is: "limited"; why: string; retryAfterMs?: number | undefined }
  /** 5xx. */
  | { is: "failing"; why: string }
  | { is: "no model"; why: string }
  /** Of a request with a cache: that is gone, or no longer ours. */
  | { is: "no cache"; why: string }
  /** Our key, our account, our rights. */
  | { is: "denied"; why: string }
  /** The request is wrong, and will be wrong the next time. */
  | { is: "invalid"; why: string };

export type MadeCache = { is: "made"; name: string; tokens: number; expiresAt: Date };
export type NoCacheMade = NotDone | { is: "broken off"; why: string } | { is: "aborted" };
