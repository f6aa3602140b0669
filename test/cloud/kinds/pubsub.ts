import { z } from "zod";
import type { Kind } from "../google.ts";
import { bindingOn } from "./iam.ts";

const API = "pubsub.googleapis.com";
const name = z.string().regex(/^(?!goog)[A-Za-z][\w.~%+-]{2,254}$/);
const topic = z.string().regex(/^projects\/[^/]+\/topics\/[^/]+$/);
const seconds = z.string().regex(/^\d+s$/);
const email = z.string().regex(/^[^\s@]+@[^\s@]+$/);

export const PUBSUB: { [type: string]: Kind } = {
  "gcp:pubsub/topic:Topic": {
    api: API,
    schema: z.strictObject({ name }),
    id: (inputs, { projectId }) => `projects/${projectId}/topics/${inputs.name}`,
    names: (inputs) => [`topic ${inputs.name}`],
    replaceOn: ["name"],
  },
  "gcp:pubsub/subscription:Subscription": {
    api: API,
    schema: z.strictObject({
      ...{ name, topic },
      ackDeadlineSeconds: z.int().min(10).max(600).optional(),
      messageRetentionDuration: seconds,
      expirationPolicy: z.strictObject({ ttl: z.literal("").or(seconds) }),
      retryPolicy: z.strictObject({ minimumBackoff: seconds, maximumBackoff: seconds }).optional(),
      deadLetterPolicy: z
        .strictObject({ deadLetterTopic: topic, maxDeliveryAttempts: z.int().min(5).max(100) })
        .optional(),
      pushConfig: z
        .strictObject({
          pushEndpoint: z.url(),
          oidcToken: z.strictObject({ serviceAccountEmail: email, audience: z.string().min(1) }).optional(),
        })
        .optional(),
    }),
    id: (inputs, { projectId }) => `projects/${projectId}/subscriptions/${inputs.name}`,
    names: (inputs) => [`subscription ${inputs.name}`],
    uses: ({ topic, deadLetterPolicy, pushConfig }) => [
      topic,
      ...(deadLetterPolicy ? [deadLetterPolicy.deadLetterTopic] : []),
      ...(pushConfig?.oidcToken ? [`account ${pushConfig.oidcToken.serviceAccountEmail}`] : []),
      ...(pushConfig ? [`at ${new URL(pushConfig.pushEndpoint).origin}`] : []),
    ],
    replaceOn: ["name", "topic"],
  },
  "gcp:pubsub/topicIAMMember:TopicIAMMember": bindingOn("topic", {
    ...{ api: API, schema: {}, on: (inputs) => `topic ${inputs.topic}` },
  }),
  "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": bindingOn("subscription", {
    ...{ api: API, schema: {}, on: (inputs) => `subscription ${inputs.subscription}` },
  }),
};
