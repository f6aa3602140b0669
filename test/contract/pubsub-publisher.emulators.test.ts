import { createPubSubPublisher } from "@frontdesk/shared/adapters/gcp/pubsub-publisher";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { PubSub } from "@google-cloud/pubsub";
import { expect, onTestFinished, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { received } from "./event-traffic.ts";
import { createPubSubWorld } from "./pubsub-world.ts";

describeOnEmulators(["pubsubHost"], "publishing to Pub/Sub", ({ pubsubHost }) => {
  async function start(prefix?: string) {
    const { projectId, topicPrefix, close } = await createPubSubWorld(pubsubHost);
    onTestFinished(close);
    const requests: string[] = [];
    const publisher = createPubSubPublisher({
      ...{ projectId, topicPrefix: prefix ?? topicPrefix, emulatorHost: pubsubHost },
      onRequest: (method) => void requests.push(method),
    });
    onTestFinished(() => publisher.close());
    return { projectId, publisher, requests };
  }

  test("an event is one request; ten at once are one, too", async () => {
    const { publisher, requests } = await start();
    await publisher.publish(received(1));
    expect(requests).toEqual(["Publish"]);
    await Promise.all(Array.from({ length: 10 }, (_, n) => publisher.publish(received(n + 1))));
    expect(requests).toEqual(["Publish", "Publish"]);
  });

  test("Pub/Sub's own subscriber gets the event as JSON, and finds its type and its trace", async () => {
    const { projectId, publisher } = await start();
    const pubsub = new PubSub({
      projectId,
      apiEndpoint: pubsubHost,
      clientOptions: { universeDomain: "googleapis.com" },
    });
    const [subscription] = await pubsub.topic("frontdesk.task.received").createSubscription("looking");
    onTestFinished(async () => {
      await subscription.close();
      await subscription.delete();
      await pubsub.close();
    });
    await publisher.publish(received(1));
    const message = await new Promise<{ data: Buffer; attributes: object }>((resolve, reject) => {
      subscription.on("message", resolve).on("error", reject);
    });
    expect(JSON.parse(message.data.toString())).toEqual(received(1));
    const { type, traceparent } = received(1);
    expect(message.attributes).toEqual({ type, googclient_traceparent: traceparent });
  });

  test("a topic that is not there is Unavailable at once, and says which", async () => {
    const { publisher, requests } = await start("nobody.");
    const published = publisher.publish(received(1));
    await expect(published).rejects.toThrow(Unavailable);
    await expect(published).rejects.toThrow(/nobody\.task\.received: 5 NOT_FOUND/);
    expect(requests).toEqual(["Publish"]);
  });
});
