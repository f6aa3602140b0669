import type { Event } from "@frontdesk/shared/domain/events";
import { createApp } from "@frontdesk/shared/http/app";
import { createPushEndpoint, PUSH_PATH } from "@frontdesk/shared/http/push";
import { serve } from "@frontdesk/shared/http/serve";
import { createTokenVerifier, type TokenTrust, type VerifyToken } from "@frontdesk/shared/http/verify-token";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { onTestFinished } from "vitest";
import { startTokenIssuer } from "../sandbox/pubsub/token-issuer.ts";

export const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

export const EVENT: Event = {
  ...{ v: 1, type: "task.received", taskId: "acme.webapp.42.opened" },
  traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
};

/** What Pub/Sub sends, with other parts where a test says so. */
export function envelope(text: string = JSON.stringify(EVENT), more: { [name: string]: unknown } = {}, top = {}) {
  const data = Buffer.from(text).toString("base64");
  const message = { data, messageId: "1", publishTime: "2026-03-02T09:00:00Z", attributes: {}, ...more };
  return JSON.stringify({ message, subscription: "projects/p/subscriptions/task.received.triage", ...top });
}

/** A service that takes pushes over HTTP, and an issuer of tokens that it trusts. */
export async function startPush(trust: Partial<TokenTrust> = {}) {
  const issuer = await startTokenIssuer();
  onTestFinished(() => issuer.close());
  const lines: string[] = [];
  const log = createLogger({ service: "triage", format: "json", write: (line) => lines.push(line) });
  const check = createTokenVerifier({ ...issuer.trust, ...trust });
  let arrived = 0;
  const verify: VerifyToken = (authorization) => {
    arrived += 1;
    return check(authorization);
  };
  const endpoint = createPushEndpoint({ verify, maxDeliveries: 100, log });
  const server = await serve(createApp([endpoint.router], { log }), { port: 0, log, timeouts: { grace: 0 } });
  onTestFinished(() => server.close());
  const url = server.url + PUSH_PATH;
  return {
    ...{ issuer, endpoint, server, url },
    subscribe: endpoint.subscribe,
    /** How many requests have come so far, whatever became of them. */
    arrived: () => arrived,
    entries: () => lines.map((line) => JSON.parse(line)),
    post: (
      body: string | Uint8Array<ArrayBuffer> = envelope(),
      headers: Record<string, string> = {},
      signal?: AbortSignal,
    ) =>
      fetch(url, {
        ...{ method: "POST", body, ...(signal && { signal }) },
        headers: { "content-type": "application/json", authorization: `Bearer ${issuer.token()}`, ...headers },
      }),
  };
}
