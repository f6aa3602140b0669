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
  /** Nothing was changed by it. */
  isRead?: boolean;
};

export type Wire = {
  /** Newest first, what was read in a row as one. */
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
      // Of what was in the same millisecond, too, the newest is first.
      const all = [...calls, ...sent].toReversed().filter((one) => issue === undefined || one.issue === issue);
      return foldReads(all.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))).slice(0, SHOWN);
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
        const isRead = method === "GET" && status >= 200 && status < 400;
        calls.push({ id: `call-${count}`, at, status, says: `by Frontdesk, ${says}`, isRead, ...nameOf(method, path) });
        if (calls.length > KEPT) calls.shift();
      });
      next();
    },
  };
}

/** Frontdesk reads far more than it writes: what it posts, and what we send, must be in sight between. */
function foldReads(passages: readonly Passage[]): Passage[] {
  const rows: Passage[][] = [];
  for (const passage of passages) {
    const row = rows.at(-1);
    if (passage.isRead && row?.[0]?.isRead) row.push(passage);
    else rows.push([passage]);
  }
  return rows.flatMap((row) => {
    const [newest, oldest] = [row[0], row.at(-1)];
    if (!newest || !oldest || row.length === 1) return row;
    const times = new Map<string, number>();
    for (const { what } of row.toReversed()) times.set(what, (times.get(what) ?? 0) + 1);
    const read = [...times].map(([what, count]) => what.replace(/^GET /, "") + (count > 1 ? ` (${count} times)` : ""));
    // Under the name of its first, the row stays the same while it grows.
    return [{ ...newest, id: oldest.id, what: `${row.length} reads`, says: `by Frontdesk: ${read.join(", ")}` }];
  });
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
