import { SECOND } from "../domain/limits.ts";
import type { Tier } from "../ports/model.ts";
import type { MadeCache, NoCacheMade, WireEnd } from "../ports/model-wire.ts";
import type { ModelEntry } from "./models.ts";

/** In words for whoever runs Frontdesk: what there is to be done about such an end of a call to a model. */
export function whatToDo(
  end: WireEnd | MadeCache | NoCacheMade,
  { model, tier }: { model: Pick<ModelEntry, "id">; tier: Tier },
): string {
  const setting = tier === "fast" ? "FRONTDESK_MODEL_FAST" : "FRONTDESK_MODEL_DEEP";
  switch (end.is) {
    case "denied":
      return "Check FRONTDESK_GEMINI_API_KEY: that the key is whole, may use the Gemini API, and that its project has billing. On Vertex AI, give this service's account the role roles/aiplatform.user.";
    case "no model":
      return `Set ${setting} to a model that is there for this key or location: ${model.id} is not, or no longer.`;
    case "limited": {
      const { retryAfterMs } = end;
      const wait = retryAfterMs === undefined ? "a minute" : `${Math.ceil(retryAfterMs / SECOND)} s`;
      return `Try again in ${wait}. If that doesn't help, raise the quota of ${model.id} for this project.`;
    }
    case "failing":
    case "broken off":
    case "aborted":
      return "Check that this machine reaches the models (FRONTDESK_GEMINI_URL, if it is set; proxies; firewalls), and whether Google reports an outage. Frontdesk itself waits and tries again.";
    case "no cache":
    case "made":
      return `Nothing has to be done: without its cache ${model.id} answers, too, at a higher price. Check again later.`;
    case "invalid":
      return `The service doesn't take what Frontdesk sends. Update Frontdesk, or set ${setting} to another model.`;
    case "blocked":
    case "cut short":
    case "empty":
    case "whole":
      return `Check again. If it stays like this, set ${setting} to another model: ${model.id} answers, but not as it is asked to.`;
  }
}
