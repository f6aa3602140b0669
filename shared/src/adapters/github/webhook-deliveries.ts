import { z } from "zod";
import type { Delivery, WebhookDeliveries } from "../../ports/code-host.ts";
import { parsed } from "./answers.ts";
import type { AppRequests } from "./app-requests.ts";
import { linkedPage } from "./link-header.ts";

const deliveriesSchema = z.array(
  z.object({
    // A text where it has more digits than a number can hold.
    id: z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(String),
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: z.number().int(),
    event: z.string(),
    action: z.string().nullish(),
  }),
);

/** GitHub has none of it any more, or won't send it again: both are for good. */
const FORGOTTEN = [404, 410, 422];

export function createWebhookDeliveries(app: AppRequests): WebhookDeliveries {
  return {
    async page(after, signal) {
      const from = after === undefined ? "" : `&cursor=${encodeURIComponent(after)}`;
      const request = { method: "GET", path: `/app/hook/deliveries?per_page=100${from}` } as const;
      const answer = await app.ask(request, signal);
      if (answer.status !== 200) throw app.unexpected(request, answer);
      const deliveries = parsed(request, answer, deliveriesSchema).map(
        ({ id, guid, delivered_at, status_code, event, action }): Delivery => ({
          ...{ id, guid, at: new Date(delivered_at), event, ...(typeof action === "string" && { action }) },
          // A redirect is none: GitHub doesn't follow it.
          isDelivered: status_code >= 200 && status_code < 300,
        }),
      );
      const next = linkedPage(answer, "next")?.get("cursor");
      return { deliveries, ...(typeof next === "string" && { next }) };
    },

    async redeliver(id, signal) {
      const request = { method: "POST", path: `/app/hook/deliveries/${encodeURIComponent(id)}/attempts` } as const;
      const answer = await app.ask(request, signal);
      if (answer.status === 202) return true;
      if (FORGOTTEN.includes(answer.status)) return false;
      throw app.unexpected(request, answer);
    },
  };
}
