import { z } from "zod";
import type { Delivery, WebhookDeliveries } from "../../ports/code-host.ts";
import { parsed } from "./answers.ts";
import type { AppRequests } from "./app-requests.ts";
import { linkedPage } from "./link-header.ts";

const ID = /^\d+$/;

const deliveriesSchema = z.array(
  z.object({
    // A text where it has more digits than a number can hold.
    id: z.union([z.string().regex(ID), z.number().int()]).transform(String),
    guid: z.string(),
    redelivery: z.boolean(),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: z.number().int(),
    event: z.string(),
  }),
);

/** GitHub has none of it any more, or won't send it again: both are for good. */
const FORGOTTEN = [404, 410, 422];

export function createWebhookDeliveries(appId: number, app: AppRequests): WebhookDeliveries {
  return {
    appId,

    async page(after, signal) {
      const from = after === undefined ? "" : `&cursor=${encodeURIComponent(after)}`;
      const request = { method: "GET", path: `/app/hook/deliveries?per_page=100${from}` } as const;
      const answer = await app.ask(request, signal);
      if (answer.status !== 200) throw app.unexpected(request, answer);
      const deliveries = parsed(request, answer, deliveriesSchema).map(
        ({ delivered_at, status_code: status, ...rest }): Delivery => ({ ...rest, at: new Date(delivered_at), status }),
      );
      const next = linkedPage(answer, "next")?.get("cursor");
      return { deliveries, ...(typeof next === "string" && { next }) };
    },

    async redeliver(id, signal) {
      if (!ID.test(id)) return false;
      const request = { method: "POST", path: `/app/hook/deliveries/${id}/attempts` } as const;
      const answer = await app.ask(request, signal);
      if (answer.status === 202) return true;
      if (FORGOTTEN.includes(answer.status)) return false;
      throw app.unexpected(request, answer);
    },
  };
}
