import { randomUUID } from "node:crypto";
import { openGcp } from "@frontdesk/shared/adapters/gcp/open-gcp";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { Firestore, type Timestamp } from "@google-cloud/firestore";
import { PubSub } from "@google-cloud/pubsub";
import { newChange } from "../../contract/builders.ts";
import { startEmulators } from "../../emulators/start-emulators.ts";
import { type Hop, type Hopper, throughPorts } from "./hop.ts";

const TOPIC = "task.triaged";

/** On Google's emulators, which it starts. */
export async function openGcpHop(): Promise<Hop> {
  const { hosts, missing, stop } = await startEmulators();
  const { firestore: firestoreHost, pubsub: pubsubHost } = hosts;
  if (firestoreHost === undefined || pubsubHost === undefined) throw new Error(missing.join("\n"));
  const projectId = `hop-${randomUUID().slice(0, 8)}`;
  const pubsub = new PubSub({ projectId, apiEndpoint: pubsubHost, emulatorMode: true });
  await pubsub.createTopic(TOPIC);
  const firestore = new Firestore({ projectId, host: firestoreHost, ssl: false });

  const requests: string[] = [];
  const backend = openGcp({
    ...{ projectId, topicPrefix: "", log: silentLog, now: () => new Date() },
    emulators: { firestore: firestoreHost, pubsub: pubsubHost },
    subscriber: { subscribe: () => ({ close: async () => {} }) },
    onRequest: (method) => void requests.push(method),
  });
  const ours = throughPorts(backend);
  return {
    name: "Google's emulators",
    ours: ours as Hopper<unknown>,
    bare: byHand(firestore, pubsub) as Hopper<unknown>,
    async countRequests() {
      const counted = async <T>(work: () => Promise<T>) => {
        requests.length = 0;
        const result = await work();
        return { result, count: requests.length };
      };
      const prepared = await ours.prepare();
      const claimed = await counted(() => ours.claim(prepared));
      const completed = await counted(() => ours.complete(claimed.result));
      const published = await counted(() => ours.publish(completed.result));
      return { claim: claimed.count, complete: completed.count, publish: published.count };
    },
    async close() {
      await backend.close();
      await firestore.terminate();
      await pubsub.close();
      await stop();
    },
  };
}

/** Google's clients as they come, tuned for one message at a time. */
function byHand(firestore: Firestore, pubsub: PubSub): Hopper<{ id: string; version: number; at: Timestamp }> {
  const topic = pubsub.topic(TOPIC, { batching: { maxMessages: 1 } });
  const { task } = newChange();
  const data = JSON.parse(JSON.stringify(task));
  const commit = async (id: string, version: number, at: Timestamp) => {
    const document = firestore.collection("bare").doc(id);
    const batch = firestore.batch();
    batch.update(document, { ...data, version }, { lastUpdateTime: at });
    batch.create(document.collection("history").doc(String(version)), { version, why: "by hand" });
    const [first] = await batch.commit();
    return { id, version, at: (first as NonNullable<typeof first>).writeTime };
  };
  return {
    async prepare() {
      const id = randomUUID();
      const { writeTime: at } = await firestore
        .collection("bare")
        .doc(id)
        .create({ ...data, version: 1 });
      return { id, version: 1, at };
    },
    async claim({ id }) {
      const snapshot = await firestore.collection("bare").doc(id).get();
      return commit(id, Number(snapshot.get("version")) + 1, snapshot.updateTime as Timestamp);
    },
    complete: ({ id, version, at }) => commit(id, version + 1, at),
    publish: ({ id }) => topic.publishMessage({ data: Buffer.from(id) }),
  };
}
