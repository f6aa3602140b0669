import { PubSub } from "@google-cloud/pubsub";
import { onTestFinished } from "vitest";
import { startPushFront } from "../../sandbox/pubsub/push-front.ts";
import type { Effects } from "../google.ts";

type Deps = {
  token: (claims: { aud: string; email: string }) => string;
  /** Where a service's address leads, for Google's own. */
  inside: (url: string) => Promise<string>;
};

/** Topics and subscriptions of the stack are made on Google's emulator; what it leaves out of a push is added in between. */
export function pubsubEffects(projectId: string, apiEndpoint: string, { token, inside }: Deps) {
  const pubsub = new PubSub({ projectId, apiEndpoint, clientOptions: { universeDomain: "googleapis.com" } });
  const statuses: { subscription: string; status: number[] }[] = [];
  const made: string[] = [];
  onTestFinished(async () => {
    await Promise.all(made.map((name) => pubsub.subscription(name).delete()));
    await pubsub.close();
  });
  const effects: Effects = {
    "gcp:pubsub/topic:Topic": {
      async made({ inputs }) {
        await pubsub.createTopic(inputs.name);
        return undefined;
      },
    },
    "gcp:pubsub/subscription:Subscription": {
      async made({ inputs }) {
        const { name, topic, pushConfig, ackDeadlineSeconds, deadLetterPolicy, retryPolicy } = inputs;
        const of = pubsub.topic(topic.split("/").at(-1));
        made.push(name);
        if (!pushConfig) return void (await of.createSubscription(name));
        const { oidcToken, pushEndpoint } = pushConfig;
        const front = await startPushFront({
          token: () => (oidcToken ? token({ aud: oidcToken.audience, email: oidcToken.serviceAccountEmail }) : "none"),
        });
        onTestFinished(() => front.close());
        front.setTarget(await inside(pushEndpoint));
        statuses.push({ subscription: name, status: front.statuses });
        await of.createSubscription(name, {
          ...{ pushEndpoint: front.url, ackDeadlineSeconds, deadLetterPolicy },
          retryPolicy: {
            minimumBackoff: { seconds: Number.parseInt(retryPolicy.minimumBackoff, 10) },
            maximumBackoff: { seconds: Number.parseInt(retryPolicy.maximumBackoff, 10) },
          },
        });
        return undefined;
      },
    },
  };
  return { effects, statuses };
}
