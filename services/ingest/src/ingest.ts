import type { RequestListener } from "node:http";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { createApp } from "@frontdesk/shared/http/app";
import { health } from "@frontdesk/shared/http/health";
import type { ReceiveDeps } from "@frontdesk/shared/steps/receive-task";
import type { Meters } from "@frontdesk/shared/telemetry/meters";
import { createTally } from "@frontdesk/shared/telemetry/tally";
import { CAPACITY, type Capacity, createOverload } from "./overload.ts";
import type { Ourselves } from "./read-delivery.ts";
import { createWebhook } from "./webhook.ts";

export type IngestDeps = ReceiveDeps & {
  secrets: readonly string[];
  ourselves?: Ourselves;
  capacity?: Capacity;
  meters?: Pick<Meters, "time">;
};

export const WEBHOOK_PATH = "/webhooks/github";

/** Before a connection is cut that is slow to send its headers, or its body. GitHub itself waits for 10 s in all. */
export const INGEST_TIMEOUTS = { headers: 10 * SECOND, request: 30 * SECOND };

const TELL_EVERY = 10 * SECOND;

/** The webhook, and beside it what every service has. */
export function createIngest({ secrets, ourselves = {}, capacity = CAPACITY, ...deps }: IngestDeps): RequestListener {
  const webhook = createWebhook({
    ...deps,
    ...{ secrets, ourselves, overload: createOverload(capacity) },
    ignored: createTally("deliveries ignored", { log: deps.log, every: TELL_EVERY }),
    refused: createTally("deliveries refused", { log: deps.log, every: TELL_EVERY }),
  });
  const store = () => deps.tasks.due(deps.now(), 1);
  const app = createApp([health({ store }, deps)], deps);
  return (request, response) => (request.url?.split("?", 1)[0] === WEBHOOK_PATH ? webhook : app)(request, response);
}
