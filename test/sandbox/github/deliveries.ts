import { createHmac, randomUUID } from "node:crypto";
import { accountOf, installationsOf } from "./find.ts";
import { renderAccount, renderRepo } from "./render.ts";
import type { App, Delivery, Hook, Installation } from "./state.ts";
import type { Happening, World } from "./world.ts";

/** Above it, GitHub sends nothing. */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;
/** Past 2^53, and close together: read as numbers, many of them are the same. */
const FIRST_ID = 180_000_000_000_000_001n;
const ALWAYS_SENT = ["installation", "installation_repositories"];

type Sent = Pick<Delivery, "guid" | "event" | "action" | "installationId" | "repositoryId" | "redelivery"> & {
  app: App & { hook: Hook };
  json: string;
  lost?: boolean;
};

/** How often a webhook goes out, once unless there is trouble; 0 is lost on its way, and GitHub knows it. */
type Copies = 0 | 1 | 2;

/** Sends webhooks as GitHub does: each once, signed, with little patience. What came of it is kept; nothing is repeated. */
export function createDeliveries(
  world: World,
  { patience, copies = () => 1 }: { patience: number; copies?: () => Copies },
) {
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  let lastId = world.state
    .all("deliveries")
    .reduce((last, { id }) => (BigInt(id) > last ? BigInt(id) : last), FIRST_ID);

  const start = (sent: Sent) => {
    lastId += 1n;
    const sending = deliver(world, String(lastId), sent, closing.signal, patience);
    const ended = sending.finally(() => running.delete(ended));
    running.add(ended);
  };
  return {
    emit(happening: Happening) {
      for (const [app, installation] of listeners(world, happening)) {
        const json = JSON.stringify(payloadOf(world, happening, installation));
        if (!hasHook(app) || Buffer.byteLength(json) > LARGEST_PAYLOAD) continue;
        const { event, action = null, about } = happening;
        const repositoryId = "repo" in about ? about.repo.id : null;
        const what = { event, action, installationId: installation.id, repositoryId };
        const sent = { ...what, app, json, guid: randomUUID(), redelivery: false };
        const times = copies();
        if (times === 0) start({ ...sent, lost: true });
        else for (let nth = 0; nth < times; nth += 1) start(sent);
      }
    },
    /** To where the hook points today, signed with today's secret. */
    redeliver(delivery: Delivery) {
      const app = world.state.get("apps", delivery.appId);
      if (!app || !hasHook(app)) return;
      const { event, action, installationId, repositoryId, guid } = delivery;
      const what = { event, action, installationId, repositoryId, guid };
      start({ ...what, app, json: delivery.request.payload, redelivery: true });
    },
    /** Resolves when whatever was sent has been answered, and what that led to as well. */
    async settled() {
      while (running.size) await Promise.all(running);
    },
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

function hasHook(app: App): app is App & { hook: Hook } {
  return app.hook !== null;
}

function listeners(world: World, { event, about }: Happening): [App, Installation][] {
  const installations = "repo" in about ? installationsOf(world.state, about.repo) : [about.installation];
  return installations.flatMap((installation): [App, Installation][] => {
    const app = world.state.get("apps", installation.appId);
    const listens = ALWAYS_SENT.includes(event) || (!installation.suspendedAt && app?.events.includes(event));
    return app && listens ? [[app, installation]] : [];
  });
}

function payloadOf(world: World, { action, payload, about, by }: Happening, installation: Installation) {
  const owner = "repo" in about ? accountOf(world.state, about.repo.ownerId) : undefined;
  return {
    ...(action === undefined ? {} : { action }),
    ...payload,
    ...("repo" in about && { repository: renderRepo(world, about.repo) }),
    ...(owner?.type === "Organization" && { organization: { login: owner.login, id: owner.id } }),
    installation: payload.installation ?? { id: installation.id, node_id: `MDIz${installation.id}` },
    sender: renderAccount(world, by),
  };
}

async function deliver(world: World, id: string, sent: Sent, closing: AbortSignal, patience: number): Promise<void> {
  const { app, json, guid, event, action, installationId, repositoryId, redelivery } = sent;
  const body = app.hook.contentType === "form" ? new URLSearchParams({ payload: json }).toString() : json;
  const signed = (hash: string) => `${hash}=${createHmac(hash, app.webhookSecret).update(body).digest("hex")}`;
  const headers = {
    accept: "*/*",
    "content-type": app.hook.contentType === "form" ? "application/x-www-form-urlencoded" : "application/json",
    "user-agent": "GitHub-Hookshot/5a4d4a0",
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-github-hook-id": String(app.id),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    ...(app.webhookSecret && { "x-hub-signature": signed("sha1"), "x-hub-signature-256": signed("sha256") }),
  };
  const began = performance.now();
  const outcome = sent.lost ? LOST : await post(app.hook.url, headers, body, closing, patience);
  world.state.put("deliveries", {
    ...{ id, guid, appId: app.id, redelivery, event, action, installationId, repositoryId, url: app.hook.url },
    ...{ deliveredAt: world.now().toISOString(), duration: Math.round(performance.now() - began) / 1_000 },
    ...{ request: { headers, payload: json }, ...outcome },
  });
}

const LOST = { status: "failed to connect", statusCode: 502, response: { headers: {}, payload: "" } };

async function post(
  url: string,
  headers: { [name: string]: string },
  body: string,
  closing: AbortSignal,
  patience: number,
): Promise<Pick<Delivery, "status" | "statusCode" | "response">> {
  const tired = AbortSignal.timeout(patience);
  const signal = AbortSignal.any([closing, tired]);
  try {
    // A redirect is an answer like any other, and not a good one.
    const answer = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    const response = { headers: Object.fromEntries(answer.headers), payload: (await answer.text()).slice(0, 10_000) };
    const status = answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}`;
    return { status, statusCode: answer.status, response };
  } catch {
    const failed = tired.aborted ? { status: "timed out", statusCode: 504 } : LOST;
    return { ...LOST, ...failed };
  }
}
