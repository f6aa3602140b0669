import type { GeminiAccess } from "@frontdesk/shared/adapters/gemini/gemini";
import type { WireRequest } from "@frontdesk/shared/ports/model-wire";
import { FAST } from "./gateway-world.ts";

/** As whoever a process is on Google Cloud. */
const auth = { authClient: { getRequestHeaders: async () => new Headers({ authorization: "Bearer token" }) } };

export const ACCESSES: [string, GeminiAccess][] = [
  ["the Gemini API", { apiKey: "key" }],
  ["Vertex AI", { project: "proj-1", location: "us-central1", auth: auth as unknown as GeminiAccess["auth"] }],
];

export const schema = { type: "object", properties: { summary: { type: "string" } }, required: ["summary"] };

export function request(more: Partial<WireRequest> = {}): WireRequest {
  return {
    ...{ model: FAST, schema, maxOutputTokens: 2_000, thinking: "LOW" },
    prefix: { rules: "You sort issues.", material: ["README: it starts by itself."] },
    turns: [{ role: "user", text: "<issue>Title: It crashes\nBody: At start.</issue>" }],
    ...more,
  };
}
