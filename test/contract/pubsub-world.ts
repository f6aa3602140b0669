import { randomUUID } from "node:crypto";
import { type Channel, channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import type { EventType } from "@frontdesk/shared/domain/events";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { REDELIVERY, type Redelivery } from "@frontdesk/shared/pipeline";
import { PubSub, v1 } from "@google-cloud/pubsub";
import { type PushFront, startPushFront } from "../sandbox/pubsub/push-front.ts";
import { startTokenIssuer, type TokenIssuer } from "../sandbox/pubsub/token-issuer.ts";

/** A project of its own in Google's emulator, with all that infra makes in the real one. What is in it outlives processes. */
export type PubSubWorld = {
  projectId: string;
  topicPrefix: string;
  issuer: TokenIssuer;
  front: PushFront;
  /** Publishes a text as if it were an event of the type. */
  publishRaw(type: EventType, text: string): Promise<void>;
  /** The texts of the dead letters so far. */
  deadLetters(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** Pub/Sub's own bound. */
export const MOST_DELIVERIES = 100;

export async function createPubSubWorld(
  emulatorHost: string,
  { firstPause, longestPause, maxDeliveries }: Redelivery = REDELIVERY,
): Promise<PubSubWorld> {
  const projectId = `test-${randomUUID().slice(-12)}`;
  const topicPrefix = "frontdesk.";
  const channels = channelsOf(topicPrefix);
  const issuer = await startTokenIssuer();
  const front = await startPushFront(issuer);
  const pubsub = new PubSub({
    ...{ projectId, apiEndpoint: emulatorHost },
    // Otherwise looked for on Google Cloud.
    clientOptions: { universeDomain: "googleapis.com" },
  });
  const puller = new v1.SubscriberClient({ ...pubsub.options });
  const dead: string[] = [];

  const open = async ({ topic, subscription, deadLetters, ackDeadline }: Channel) => {
    const [deadTopic] = await pubsub.createTopic(deadLetters);
    await Promise.all([deadTopic.createSubscription(deadLetters), pubsub.createTopic(topic)]);
    await pubsub.topic(topic).createSubscription(subscription, {
      pushEndpoint: front.url,
      ackDeadlineSeconds: ackDeadline / SECOND,
      retryPolicy: { minimumBackoff: duration(firstPause), maximumBackoff: duration(longestPause) },
      deadLetterPolicy: {
        deadLetterTopic: deadTopic.name,
        maxDeliveryAttempts: Math.min(maxDeliveries, MOST_DELIVERIES),
      },
    });
  };
  const pull = async ({ deadLetters }: Channel) => {
    const subscription = `projects/${projectId}/subscriptions/${deadLetters}`;
    const [{ receivedMessages }] = await puller.pull({ subscription, maxMessages: 100, returnImmediately: true });
    if (!receivedMessages?.length) return;
    dead.push(...receivedMessages.map(({ message }) => Buffer.from(message?.data ?? "").toString()));
    await puller.acknowledge({ subscription, ackIds: receivedMessages.map(({ ackId }) => ackId ?? "") });
  };
  const remove = async ({ subscription, deadLetters }: Channel) => {
    await Promise.all([subscription, deadLetters].map((name) => pubsub.subscription(name).delete()));
  };

  await Promise.all(channels.map(open));
  return {
    projectId,
    topicPrefix,
    issuer,
    front,
    async publishRaw(type, text) {
      const topic = pubsub.topic(`${topicPrefix}${type}`, { batching: { maxMessages: 1 } });
      await topic.publishMessage({ data: Buffer.from(text), attributes: { type } });
    },
    async deadLetters() {
      await Promise.all(channels.map(pull));
      return dead;
    },
    async close() {
      // Without them the emulator would go on pushing for as long as it runs.
      await Promise.all(channels.map(remove));
      await Promise.all([front.close(), issuer.close(), puller.close(), pubsub.close()]);
    },
  };
}

function duration(milliseconds: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(milliseconds / SECOND);
  return { seconds, nanos: (milliseconds - seconds * SECOND) * 1_000_000 };
}
