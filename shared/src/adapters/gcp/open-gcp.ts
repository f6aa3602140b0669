import type { Backend } from "../../ports/backend.ts";
import type { EventSubscriber, Subscription } from "../../ports/event-bus.ts";
import { type FirestoreStoreConfig, openFirestore } from "./open-firestore.ts";
import { createPubSubPublisher } from "./pubsub-publisher.ts";

export type GcpConfig = Omit<FirestoreStoreConfig, "emulatorHost"> & {
  topicPrefix: string;
  /** Where events come in: Pub/Sub pushes them to the service's own server. */
  subscriber: EventSubscriber;
  /** `host:port` of Google's emulators, instead of the real thing. */
  emulators?: { firestore: string; pubsub: string } | undefined;
};

/** The Google Cloud backend: Firestore and Pub/Sub. Nothing is asked of either before it is needed, so opening never waits. */
export function openGcp(config: GcpConfig): Backend {
  const { projectId, topicPrefix, subscriber, emulators, onRequest, ...rest } = config;
  const store = openFirestore({ ...rest, projectId, onRequest, emulatorHost: emulators?.firestore });
  const publisher = createPubSubPublisher({ projectId, topicPrefix, onRequest, emulatorHost: emulators?.pubsub });
  const subscriptions = new Set<Subscription>();
  return {
    ...store,
    bus: {
      publish: (event, signal) => publisher.publish(event, signal),
      subscribe(type, handler, concurrency) {
        const subscription = subscriber.subscribe(type, handler, concurrency);
        subscriptions.add(subscription);
        const close = async () => {
          await subscription.close();
          subscriptions.delete(subscription);
        };
        return { close };
      },
    },
    async close() {
      // The handlers that run need what is closed behind them.
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
      await Promise.all([publisher.close(), store.close()]);
    },
  };
}
