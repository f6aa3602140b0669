import { type Request, Router } from "express";
import { callingApp } from "./auth.ts";
import { positive } from "./paging.ts";
import { invalid, notFound, Refusal } from "./refusal.ts";
import type { Delivery } from "./state.ts";
import { apiUrlOf, type World } from "./world.ts";

const KEPT = 3 * 24 * 3_600_000;

export function createDeliveriesApi(world: World, { redeliver }: { redeliver: (delivery: Delivery) => void }): Router {
  const router = Router();
  /** Newest first. */
  const own = (request: Request): Delivery[] => {
    const app = callingApp(world, request);
    const since = world.now().getTime() - KEPT;
    const all = world.state.all("deliveries").filter(({ appId, deliveredAt }) => {
      return appId === app.id && Date.parse(deliveredAt) >= since;
    });
    return all.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  };
  const one = (request: Request): Delivery => {
    const found = own(request).find(({ id }) => id === request.params.id);
    if (!found) throw notFound();
    return found;
  };

  router.patch("/app/hook/config", (request, response) => {
    const app = callingApp(world, request);
    const { url } = (request.body ?? {}) as { url?: unknown };
    if (typeof url !== "string" || !URL.canParse(url)) throw invalid("Hook", "url", "invalid");
    const { hook } = world.state.put("apps", { ...app, hook: { url, contentType: app.hook?.contentType ?? "json" } });
    response.json({ url: hook?.url, content_type: hook?.contentType, insecure_ssl: "0", secret: "********" });
  });
  router.get("/app/hook/deliveries", (request, response) => {
    const all = own(request);
    const perPage = Math.min(100, positive(String(request.query.per_page ?? "")) ?? 30);
    const cursor =
      request.query.cursor === undefined ? undefined : /^v1_(\d+)$/.exec(String(request.query.cursor))?.[1];
    if (request.query.cursor !== undefined && !cursor) throw new Refusal(422, "Invalid cursor");
    // The cursor names the last delivery that was seen, so that what comes meanwhile shifts nothing.
    const rest = cursor === undefined ? all : all.filter(({ id }) => BigInt(id) < BigInt(cursor));
    const page = rest.slice(0, perPage);
    const last = page.at(-1);
    if (last && rest.length > page.length) {
      const next = `${apiUrlOf(world)}/app/hook/deliveries?per_page=${perPage}&cursor=v1_${last.id}`;
      response.set("link", `<${next}>; rel="next"`);
    }
    response.type("json").send(JSON.stringify(page.map(renderDelivery)));
  });
  router.get("/app/hook/deliveries/:id", (request, response) => {
    const delivery = one(request);
    const { url, response: answer } = delivery;
    const sent = { headers: delivery.request.headers, payload: JSON.parse(delivery.request.payload) };
    response.type("json").send(JSON.stringify({ ...renderDelivery(delivery), url, request: sent, response: answer }));
  });
  router.post("/app/hook/deliveries/:id/attempts", (request, response) => {
    redeliver(one(request));
    response.status(202).json({});
  });
  return router;
}

/** An id past 2^53 goes out as the bare integer that it is at GitHub. (TypeScript's library doesn't know rawJSON yet.) */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

function renderDelivery(delivery: Delivery) {
  const { guid, deliveredAt, redelivery, duration, status, statusCode, event, action } = delivery;
  return {
    ...{ id: rawJSON(delivery.id), guid, delivered_at: deliveredAt, redelivery, duration, status },
    ...{ status_code: statusCode, event, action, installation_id: delivery.installationId },
    ...{ repository_id: delivery.repositoryId, throttled_at: null },
  };
}
