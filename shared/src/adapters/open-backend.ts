import { join } from "node:path";
import type { RequestHandler } from "express";
import { Unusable } from "../domain/errors.ts";
import { REDELIVERY } from "../pipeline.ts";
import type { Backend } from "../ports/backend.ts";
import type { EventSubscriber } from "../ports/event-bus.ts";
import type { Log } from "../telemetry/log.ts";
import type { BackendConfig } from "./backend-config.ts";

export type OpenedBackend = Backend & {
  /** What the service has to serve so that its events reach it. */
  routes: RequestHandler[];
};

/**
 * Opens the backend that the settings ask for. Of the two, only the code of that one is loaded: Google's clients alone
 * take longer to load than a service may take to start.
 */
export async function openBackend(config: BackendConfig, deps: { log: Log; now: () => Date }): Promise<OpenedBackend> {
  const { retention } = config;
  if (config.kind === "embedded") {
    const { openSqlite } = await import("./sqlite/open-sqlite.ts");
    const backend = await openSqlite({ file: join(config.folder, "frontdesk.db"), retention, ...deps });
    return { ...backend, routes: [] };
  }
  const { projectId, database, topicPrefix, emulators, push } = config;
  const { openGcp } = await import("./gcp/open-gcp.ts");
  const endpoint = push && (await openPushEndpoint(push, deps));
  const subscriber = endpoint ?? NO_SUBSCRIBER;
  const backend = openGcp({ projectId, database, topicPrefix, emulators, retention, subscriber, ...deps });
  return { ...backend, routes: endpoint ? [endpoint.router] : [] };
}

async function openPushEndpoint(
  push: NonNullable<Extract<BackendConfig, { kind: "gcp" }>["push"]>,
  { log }: { log: Log },
) {
  const [{ createPushEndpoint }, { createTokenVerifier }] = await Promise.all([
    import("../http/push.ts"),
    import("../http/verify-token.ts"),
  ]);
  return createPushEndpoint({ verify: createTokenVerifier(push), maxDeliveries: REDELIVERY.maxDeliveries, log });
}

/** A service that only publishes needs no settings for what is pushed to it. One that does more learns so at its start. */
const NO_SUBSCRIBER: EventSubscriber = {
  subscribe(type) {
    throw new Unusable(
      `FRONTDESK_PUSH_AUDIENCE and FRONTDESK_PUSH_SERVICE_ACCOUNT are missing: this service takes ${type}, and what is pushed to it is verified by them.`,
    );
  },
};
