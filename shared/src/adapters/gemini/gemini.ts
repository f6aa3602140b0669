import { GoogleGenAI, type GoogleGenAIOptions } from "@google/genai";
import type { ModelWire } from "../../ports/model-wire.ts";
import { createCache, deleteCache, extendCache } from "./caches.ts";
import type { Client } from "./client.ts";
import { generate } from "./generate.ts";

/** The Gemini API by a key, or Vertex AI as whoever this process is on Google Cloud. */
export type GeminiAccess = ({ apiKey: string } | { project: string; location: string }) & {
  /** Of a stand-in. */
  baseUrl?: string | undefined;
  /** The SDK's own choice, if not given: v1, and v1beta1 on Vertex AI. */
  apiVersion?: string | undefined;
  /** The surroundings', if not given. */
  auth?: GoogleGenAIOptions["googleAuthOptions"];
};

/** Of the Gemini API's versions, the one that is known to have caches. Vertex AI's only one has them. */
const WITH_CACHES = "v1beta";

/** Google's models, through their SDK, from which every retry and continuation of its own is taken. */
export function createGemini(access: GeminiAccess): ModelWire {
  const { baseUrl, apiVersion, auth } = access;
  const isKeyed = "apiKey" in access;
  const sdk = new GoogleGenAI({
    // Said in either case: else the environment would have a say.
    ...(isKeyed
      ? { enterprise: false, apiKey: access.apiKey }
      : { enterprise: true, project: access.project, location: access.location }),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(auth && { googleAuthOptions: auth }),
    ...(baseUrl !== undefined && { httpOptions: { baseUrl } }),
  });
  const client: Client = { sdk, withCaches: isKeyed ? { apiVersion: WITH_CACHES } : {} };
  return {
    generate: (request, signal) => generate(client, request, signal),
    createCache: (wanted, signal) => createCache(client, wanted, signal),
    extendCache: (name, ttlSeconds, signal) => extendCache(client, { name, ttlSeconds }, signal),
    deleteCache: (name, signal) => deleteCache(client, name, signal),
  };
}
