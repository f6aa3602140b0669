import type { Content, GenerateContentParameters, ThinkingLevel } from "@google/genai";
import type { WireEnd, WireRequest } from "../../ports/model-wire.ts";
import { type Client, fixedPart } from "./client.ts";
import { brokenOff, endOfError } from "./end-of-error.ts";
import { type Collected, collect, endOf, NOTHING } from "./read-frames.ts";

/** No answer of any use has as many. */
const MOST_CHARACTERS = 4_000_000;

/** One request. Sampling is left to the model: the newer ones refuse to be told. */
export async function generate(client: Client, request: WireRequest, signal: AbortSignal): Promise<WireEnd> {
  const ours = new AbortController();
  const parameters = parametersOf(client, request, AbortSignal.any([signal, ours.signal]));
  const namesCache = "cachedContent" in request.prefix;
  let collected = NOTHING;
  try {
    signal.throwIfAborted();
    if (!request.onText) return endOf(collect(NOTHING, await client.sdk.models.generateContent(parameters)));
    for await (const frame of await client.sdk.models.generateContentStream(parameters)) {
      collected = collect(collected, frame);
      if (collected.text.length > MOST_CHARACTERS) return brokenOff("the answer has no end", collected.text);
      tell(request.onText, collected);
    }
    return endOf(collected);
  } catch (error) {
    if (signal.aborted) return { is: "aborted", text: collected.text };
    const end = endOfError(error, namesCache);
    // What was begun is paid for.
    return collected.frames > 0 && "why" in end ? brokenOff(end.why, collected.text) : end;
  } finally {
    ours.abort();
  }
}

function tell(onText: (soFar: string) => void, { text }: Collected): void {
  if (text) onText(text);
}

function parametersOf(
  { withCaches }: Client,
  { model, prefix, turns, schema, maxOutputTokens, thinking }: WireRequest,
  abortSignal: AbortSignal,
): GenerateContentParameters {
  const said = turns.map(({ role, text }): Content => ({ role, parts: [{ text }] }));
  const isCached = "cachedContent" in prefix;
  const { contents, ...system } = isCached ? { contents: [] } : fixedPart(prefix);
  return {
    model,
    contents: [...contents, ...said],
    config: {
      // With a cache nothing else may be said that belongs before the turns.
      ...(isCached ? { cachedContent: prefix.cachedContent, httpOptions: withCaches } : system),
      abortSignal,
      maxOutputTokens,
      responseMimeType: "application/json",
      responseJsonSchema: schema,
      ...(thinking && { thinkingConfig: { thinkingLevel: thinking as ThinkingLevel } }),
      // Else one call may become several.
      automaticContinuation: false,
    },
  };
}
