import { onTestFinished } from "vitest";
import { type Gemini, type GeminiOptions, startGemini } from "./start-gemini.ts";
import type { Usage } from "./usage.ts";

type Candidate = { content?: { role: string; parts?: { text: string }[] }; finishReason?: string };
type Detail = { "@type": string; retryDelay?: string };
/** What came over the wire, as far as the tests look into it. */
export type Body = {
  candidates?: Candidate[];
  usageMetadata: Usage;
  modelVersion?: string;
  promptFeedback?: { blockReason: string };
  error: { code: number; status: string; message: string; details?: Detail[] };
  name: string;
  expireTime: string;
};
type Send = { body?: unknown; headers?: { [name: string]: string }; signal?: AbortSignal };

export const FLASH = "gemini-3.8-flash";
export const PRO = "gemini-4-argon";
export const LITE = "gemini-3.5-flash-lite";

/** A stand-in for the length of a test, and what talks to it as the SDK does. */
export async function startCalledGemini(options: GeminiOptions = {}) {
  const gemini = await startGemini({ latency: 0, ...options });
  onTestFinished(() => gemini.close());
  return { gemini, ...callsTo(gemini) };
}

function callsTo(gemini: Gemini) {
  const send = (method: string, path: string, { body, headers, signal }: Send = {}) =>
    fetch(`${gemini.url}${path}`, {
      method,
      headers: { "content-type": "application/json", "x-goog-api-key": "key", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await send(method, path, { body });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const ask = (model: string, asked: string | object) =>
    call("POST", `/v1/models/${model}:generateContent`, typeof asked === "string" ? saying(asked) : asked);
  /** The frames, and whether the stream came to its end. */
  const stream = async (model: string, asked: string | object) => {
    const path = `/v1/models/${model}:streamGenerateContent?alt=sse`;
    const response = await send("POST", path, { body: typeof asked === "string" ? saying(asked) : asked });
    const decoder = new TextDecoder();
    let text = "";
    let whole = true;
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    } catch {
      whole = false;
    }
    const frames = text.split("\r\n\r\n").filter(Boolean);
    return { type: response.headers.get("content-type"), frames, whole };
  };
  return { send, call, ask, stream };
}

export function saying(text: string, more: object = {}): object {
  return { contents: [{ role: "user", parts: [{ text }] }], ...more };
}

export function forJson(text: string, responseJsonSchema: object, config: object = {}): object {
  return saying(text, { generationConfig: { responseMimeType: "application/json", responseJsonSchema, ...config } });
}

export function textOf({ candidates }: Body): string {
  return (candidates?.[0]?.content?.parts ?? []).map(({ text }) => text).join("");
}

export function frameIn(frame: string | undefined): Body {
  return JSON.parse(frame?.replace(/^data: /, "") ?? "null");
}

export function retryDelayIn({ error }: Body): number {
  return 1_000 * Number.parseFloat(error.details?.find(({ retryDelay }) => retryDelay)?.retryDelay ?? "");
}

/** Some four tokens a word. */
export function longText(tokens: number): string {
  return Array.from({ length: Math.ceil(tokens / 4) }, (_, index) => `paragraph${String(index).padStart(2, "0")}`).join(
    " ",
  );
}

/** A clock that a test moves. */
export function handClock(start = "2026-11-20T10:00:00Z") {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}
