import { createFirestore } from "@frontdesk/shared/adapters/gcp/firestore";
import { openGcp } from "@frontdesk/shared/adapters/gcp/open-gcp";
import { createApp } from "@frontdesk/shared/http/app";
import { createPushEndpoint, PUSH_PATH } from "@frontdesk/shared/http/push";
import { serve } from "@frontdesk/shared/http/serve";
import { createTokenVerifier } from "@frontdesk/shared/http/verify-token";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import type { Hosts } from "../emulators/on-emulators.ts";
import { createBreakableLine } from "./breakable-requests.ts";
import { createPubSubWorld, MOST_DELIVERIES, type PubSubWorld } from "./pubsub-world.ts";
import type { BackendOptions, BusBackend, FaultyBackend, SpoilableBackend } from "./test-backend.ts";

export type GcpBackend = FaultyBackend & BusBackend & SpoilableBackend;

/** What is left to requests that run when a test closes its backend. */
const GRACE = 500;

/**
 * The Google Cloud backend in a project of its own, as a service has it: what it publishes goes to Google's emulator,
 * and comes back as a push to its own server. With a line to it that can break.
 */
export async function openGcpForTest(
  hosts: Hosts,
  options: BackendOptions = {},
  world?: PubSubWorld,
): Promise<GcpBackend> {
  const { now = () => new Date(), redelivery } = options;
  const { projectId, topicPrefix, issuer, front, ...pubsub } =
    world ?? (await createPubSubWorld(hosts.pubsubHost, redelivery));
  const alerts: string[] = [];
  const log = { ...silentLog, alert: (message: string) => void alerts.push(message) };
  const line = createBreakableLine();

  const maxDeliveries = Math.min(redelivery?.maxDeliveries ?? MOST_DELIVERIES, MOST_DELIVERIES);
  const endpoint = createPushEndpoint({ verify: createTokenVerifier(issuer.trust), maxDeliveries, log });
  const server = await serve(createApp([endpoint.router], { log }), { port: 0, log, timeouts: { grace: GRACE } });
  front.setTarget(server.url + PUSH_PATH);
  const emulators = { firestore: hosts.firestoreHost, pubsub: hosts.pubsubHost };
  const config = { projectId, topicPrefix, emulators, subscriber: endpoint, now, log, through: line.requests };
  const backend = openGcp(config);

  const stop = async () => {
    front.setTarget(undefined);
    // Before the server: what runs is the backend's to wait for.
    await backend.close();
    await server.close();
  };
  return {
    ...backend,
    bus: line.bus(backend.bus),
    faults: line.faults,
    messages: { publishRaw: pubsub.publishRaw, deadLetters: pubsub.deadLetters },
    alerts: () => alerts,
    async spoil(taskId) {
      const { client } = createFirestore({ projectId, emulatorHost: hosts.firestoreHost });
      await client.doc(`tasks/${taskId}`).update({ state: "almost done" });
      await client.terminate();
    },
    async close() {
      await stop();
      await pubsub.close();
    },
    async reopen() {
      await stop();
      return openGcpForTest(hosts, options, { projectId, topicPrefix, issuer, front, ...pubsub });
    },
  };
}
