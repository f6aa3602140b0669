import type { Request } from "express";
import type { Address } from "./address.ts";
import { Refusal } from "./refusal.ts";

const UNREGISTERED =
  "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
const MISSING =
  "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.";

/** Any key and any token will do, but Vertex takes a key in Express mode only. */
export function checkCredentials(request: Request, { flavour, parent }: Address): void {
  const key = request.get("x-goog-api-key") || request.query.key;
  const bearer = /^Bearer \S+$/i.test(request.get("authorization") ?? "");
  if (bearer || (key && !parent)) return;
  throw flavour === "gemini" ? new Refusal(403, UNREGISTERED) : new Refusal(401, MISSING);
}
