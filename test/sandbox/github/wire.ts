import type { RequestHandler } from "express";
import { wasDone } from "./faults.ts";
import { fullNameOf } from "./find.ts";
import type { Delivery } from "./state.ts";
import type { World } from "./world.ts";

/** One thing that went over the wire: a webhook that we sent, or a call that somebody made. */
export type Passage = {
  id: string;
  at: string;
  what: string;
  /** 0: there was no answer. */
  status: number;
  says: string;
  /** "acme/webapp#7", where it is about an issue. */
  issue?: string;
};

export type Wire = {
  /** Newest first. */
  passages(issue?: string): Passage[];
  version(): number;
  handler: RequestHandler;
};

const KEPT = 300;
const SHOWN = 40;

/** Calls are remembered while the process lives, webhooks for as long as the deliveries are. */
export function createWire(world: World): Wire {
  const calls: Passage[] = [];
  const webhooks = new WeakMap<Delivery, Passage>();
  let count = 0;
  const webhook = (delivery: Delivery) => {
    const found = webhooks.get(delivery) ?? webhookOf(world, delivery);
    webhooks.set(delivery, found);
    return found;
  };
  return {
    passages(issue) {
      const sent = world.state.all("deliveries").slice(-KEPT).map(webhook);
      const all = [...calls, ...sent].filter((one) => issue === undefined || one.issue === issue);
      return all.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, SHOWN);
    },
    version: () => count,
    handler(request, response, next) {
      const { method, path } = request;
      const began = performance.now();
      response.once("close", () => {
        count += 1;
        const status = response.writableFinished ? response.statusCode : 0;
        const took = `${Math.round(performance.now() - began)} ms`;
        const says = wasDone(response) ? `${took}, made all the same` : took;
        const at = world.now().toISOString();
        calls.push({ id: `call-${count}`, at, status, says: `by Frontdesk, ${says}`, ...nameOf(method, path) });
        if (calls.length > KEPT) calls.shift();
      });
      next();
    },
  };
}

function webhookOf({ state }: World, delivery: Delivery): Passage {
  const { id, event, action, statusCode, deliveredAt, duration, redelivery, repositoryId, status } = delivery;
  const { issue } = JSON.parse(delivery.request.payload) as { issue?: { number: number } };
  const repo = state.get("repos", repositoryId ?? 0);
  const answered = status === "failed to connect" ? "did not arrive" : `answered in ${Math.round(duration * 1_000)} ms`;
  return {
    id: `webhook-${id}`,
    ...{ at: deliveredAt, what: `webhook ${event}${action === null ? "" : `.${action}`}`, status: statusCode },
    says: redelivery ? `sent again, ${answered}` : answered,
    ...(repo && issue && { issue: `${fullNameOf(state, repo)}#${issue.number}` }),
  };
}

/** "POST comment", "GET issue 7": what a person would call it. */
function nameOf(method: string, path: string): { what: string; issue?: string } {
  const [, repo, number = "", rest = ""] = /^\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)(.*)$/.exec(path) ?? [];
  if (repo !== undefined) {
    const [thing = ""] = rest.slice(1).split("/");
    const issue = `${repo}#${number}`;
    if (method === "POST" && thing === "comments") return { what: "POST comment", issue };
    return { what: thing === "" ? `${method} issue ${number}` : `${method} ${thing} of ${number}`, issue };
  }
  const [, below] = /^\/repos\/[^/]+\/[^/]+(\/.*)?$/.exec(path) ?? [];
  if (below !== undefined) return { what: `${method} ${below.slice(1).replaceAll("%2F", "/")}` };
  if (/\/access_tokens$/.test(path)) return { what: `${method} access token` };
  return { what: `${method} ${path.slice(1)}` };
}
