import { type Channel, channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import { REDELIVERY } from "@frontdesk/shared/pipeline";
import * as gcp from "@pulumi/gcp";
import { type Accounts, memberOf } from "./accounts.ts";
import type { Apis } from "./apis.ts";
import { audienceOf, publishersOf, pushUrl, type Role, takerOf, topicPrefix } from "./parts.ts";
import type { Services } from "./services.ts";
import type { Settings } from "./settings.ts";

const DAY = 24 * 60 * 60;
/** The longest that Pub/Sub keeps what nobody took; a week for what is on its way, a month for what is dead. */
const KEPT = { waiting: `${7 * DAY}s`, dead: `${31 * DAY}s` };

type Deps = {
  settings: Settings;
  projectNumber: string;
  urls: { [R in Role]: string };
  accounts: Accounts;
  services: Services;
  apis: Apis;
};

/** For each line of the pipeline: its topic, the push to the service that takes it, and where its dead letters go. */
export function createChannels(deps: Deps): void {
  // Pub/Sub itself moves dead letters, as an account that exists only when it was asked for.
  const agent = new gcp.projects.ServiceIdentity(
    "pubsub-agent",
    { service: "pubsub.googleapis.com" },
    { dependsOn: [deps.apis.pubsub] },
  );
  for (const channel of channelsOf(topicPrefix(deps.settings.name))) createChannel(channel, agent, deps);
}

function createChannel(channel: Channel, agent: gcp.projects.ServiceIdentity, deps: Deps): void {
  const { type } = channel;
  const role = takerOf(channel.to);
  const inProject = { dependsOn: [deps.apis.pubsub] };
  const pubsub = {
    role: "roles/pubsub.publisher",
    member: `serviceAccount:service-${deps.projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`,
  };

  const topic = new gcp.pubsub.Topic(type, { name: channel.topic }, inProject);
  const dead = new gcp.pubsub.Topic(`${type}-dead`, { name: channel.deadLetters }, inProject);
  new gcp.pubsub.Subscription(`${type}-dead`, {
    ...{
      name: channel.deadLetters,
      topic: dead.id,
      messageRetentionDuration: KEPT.dead,
      expirationPolicy: { ttl: "" },
    },
  });
  const mayBury = new gcp.pubsub.TopicIAMMember(
    `pubsub-buries-${type}`,
    { ...pubsub, topic: dead.name },
    { dependsOn: [agent] },
  );
  const subscription = new gcp.pubsub.Subscription(
    type,
    {
      ...{ name: channel.subscription, topic: topic.id, ackDeadlineSeconds: channel.ackDeadline / 1_000 },
      pushConfig: {
        pushEndpoint: pushUrl(deps.urls[role]),
        oidcToken: { serviceAccountEmail: deps.accounts.push.email, audience: audienceOf(role, deps.settings) },
      },
      retryPolicy: {
        minimumBackoff: `${REDELIVERY.firstPause / 1_000}s`,
        maximumBackoff: `${REDELIVERY.longestPause / 1_000}s`,
      },
      deadLetterPolicy: { deadLetterTopic: dead.id, maxDeliveryAttempts: REDELIVERY.maxDeliveries },
      messageRetentionDuration: KEPT.waiting,
      // None: one that nobody used for a month would go, with all that comes after.
      expirationPolicy: { ttl: "" },
    },
    { dependsOn: [mayBury, ...deps.services[role].invokers] },
  );
  new gcp.pubsub.SubscriptionIAMMember(
    `pubsub-takes-${type}`,
    { ...pubsub, role: "roles/pubsub.subscriber", subscription: subscription.name },
    { dependsOn: [agent] },
  );
  for (const publisher of publishersOf(type)) {
    new gcp.pubsub.TopicIAMMember(`${publisher}-says-${type}`, {
      ...{ topic: topic.name, role: "roles/pubsub.publisher", member: memberOf(deps.accounts[publisher]) },
    });
  }
}
