import type { CachedContent } from "@google/genai";
import type { MadeCache, NoCacheMade, WantedCache } from "../../ports/model-wire.ts";
import { type Client, fixedPart } from "./client.ts";
import { endOfError } from "./end-of-error.ts";

const LONGEST_NAME = 128;

export async function createCache(
  { sdk, withCaches }: Client,
  { model, displayName, prefix, ttlSeconds }: WantedCache,
  signal: AbortSignal,
): Promise<MadeCache | NoCacheMade> {
  const { systemInstruction, contents } = fixedPart(prefix);
  return made(signal, () =>
    sdk.caches.create({
      model,
      config: {
        displayName: displayName.slice(0, LONGEST_NAME),
        ttl: `${ttlSeconds}s`,
        systemInstruction,
        ...(contents.length > 0 && { contents }),
        httpOptions: withCaches,
        abortSignal: signal,
      },
    }),
  );
}

export async function extendCache(
  { sdk, withCaches }: Client,
  { name, ttlSeconds }: { name: string; ttlSeconds: number },
  signal: AbortSignal,
): Promise<MadeCache | NoCacheMade> {
  const config = { ttl: `${ttlSeconds}s`, httpOptions: withCaches, abortSignal: signal };
  return made(signal, () => sdk.caches.update({ name, config }), true);
}

export async function deleteCache({ sdk, withCaches }: Client, name: string, signal: AbortSignal): Promise<void> {
  const remove = () => sdk.caches.delete({ name, config: { httpOptions: withCaches, abortSignal: signal } });
  try {
    await remove();
  } catch (error) {
    // It is gone already, or will be by itself.
    if (!signal.aborted) endOfError(error, true);
  }
}

async function made(
  signal: AbortSignal,
  send: () => Promise<CachedContent>,
  namesCache = false,
): Promise<MadeCache | NoCacheMade> {
  try {
    const { name, usageMetadata, expireTime } = await send();
    const expiresAt = new Date(expireTime ?? Number.NaN);
    if (!name || Number.isNaN(expiresAt.getTime())) return { is: "broken off", why: "the cache has no name or no end" };
    return { is: "made", name, tokens: usageMetadata?.totalTokenCount ?? 0, expiresAt };
  } catch (error) {
    return signal.aborted ? { is: "aborted" } : endOfError(error, namesCache);
  }
}
