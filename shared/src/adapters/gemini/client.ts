import type { Content, GoogleGenAI, HttpOptions } from "@google/genai";
import type { WirePrefix } from "../../ports/model-wire.ts";

/** The SDK, and what a request says in addition that has to do with a cache. */
export type Client = { sdk: GoogleGenAI; withCaches: HttpOptions };

/** Rules are what the model is told; what it is given to read is only said to it. */
export function fixedPart({ rules, material }: WirePrefix): { systemInstruction: Content; contents: Content[] } {
  const parts = material.map((text) => ({ text }));
  return {
    systemInstruction: { role: "user", parts: [{ text: rules }] },
    contents: parts.length > 0 ? [{ role: "user", parts }] : [],
  };
}
