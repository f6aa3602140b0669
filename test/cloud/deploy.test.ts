import { imageAt } from "@frontdesk/infra/example-stack";
import { TTL_FIELDS } from "@frontdesk/shared/adapters/gcp/indexes";
import { expect, test } from "vitest";
import { count, createStack, done } from "./create-stack.ts";
import { createGoogle } from "./google.ts";

const DATABASE = "gcp:firestore/database:Database";
const BACKUPS = "gcp:firestore/backupSchedule:BackupSchedule";
const FIELD = "gcp:firestore/field:Field";
const SERVICE = "gcp:cloudrunv2/service:Service";
const VERSION = "gcp:secretmanager/secretVersion:SecretVersion";

test("the program as it is: preview, up, up again, a change, destroy", async () => {
  const stack = await createStack();
  const { google } = stack;
  const previewed = await stack.preview();
  expect(count(previewed, "create")).toBeGreaterThan(150);
  expect(google.all("gcp:pubsub/topic:Topic")).toEqual([]);

  const made = await stack.up();
  expect(done(made).toSorted()).toEqual(done(previewed).toSorted());
  expect(made.outputs).toMatchObject({
    webhookUrl: "https://frontdesk-ingest-123456789012.europe-west1.run.app/webhooks/github",
    deployedImages: { triage: imageAt("triage", "a") },
    pasteIntoTheGitHubApp: { "Homepage URL": "https://frontdesk-web-123456789012.europe-west1.run.app" },
  });
  const keys = made.steps.filter(({ type }) => type === VERSION).map(({ urn }) => made.secrets[urn]);
  expect(keys).toEqual(keys.map(() => ["secretData"]));

  // A revision that may not yet read its secrets does not come up, so it waits for the right to.
  for (const role of ["ingest", "web", "desk"]) {
    const needed = made.steps.map(({ name }) => name).filter((name) => name.startsWith(`${role}-reads-`));
    const { urn = "" } = made.steps.find(({ type, name }) => type === SERVICE && name === role) ?? {};
    expect(needed.length).toBeGreaterThan(0);
    expect(made.waitedFor[urn]).toEqual(expect.arrayContaining(needed));
  }

  const again = await stack.up();
  expect(done(again)).toEqual([]);
  expect(count(again, "same")).toBe(count(made, "create"));

  // One image is new, and the webhook's secret is being rotated.
  const images = JSON.parse(stack.config["frontdesk:images"] ?? "");
  stack.config["frontdesk:images"] = JSON.stringify({ ...images, triage: imageAt("triage", "b") });
  stack.config["frontdesk:webhookSecretPrevious"] = stack.config["frontdesk:webhookSecret"] ?? "";
  stack.config["frontdesk:webhookSecret"] = "webhook-secret-two";
  const change = await stack.up();
  expect(done(change).toSorted()).toEqual([
    "create ingest-reads-webhook-secret-previous",
    "create secret-webhook-secret-previous",
    "create secret-webhook-secret-previous",
    "replace secret-webhook-secret",
    "update ingest",
    "update triage",
  ]);
  const [ingest] = google.all(SERVICE).filter(({ inputs }) => inputs.name === "frontdesk-ingest");
  expect(ingest?.inputs.template.containers[0].envs.slice(-2)).toEqual([
    secretIn("FRONTDESK_WEBHOOK_SECRET", "frontdesk-webhook-secret", "2"),
    secretIn("FRONTDESK_WEBHOOK_SECRET_PREVIOUS", "frontdesk-webhook-secret-previous", "1"),
  ]);

  // What people put in is not thrown away together with the machinery.
  await expect(stack.destroy()).rejects.toThrow(/protected: .*database/);
  await stack.destroy({ exceptProtected: true });
  // And goes on expiring and being backed up.
  expect([google.all(DATABASE).length, google.all(BACKUPS).length]).toEqual([1, 1]);
  const fields = google.all(FIELD).map(({ inputs }) => `${inputs.collection}.${inputs.field}`);
  expect(fields.toSorted()).toEqual(TTL_FIELDS.map(({ collection, field }) => `${collection}.${field}`).toSorted());
  expect([...google.all(SERVICE), ...google.all(VERSION)]).toEqual([]);
});

test("the cloud that stands in refuses what the real one would", async () => {
  const google = createGoogle({ projectId: "acme-frontdesk" });
  const topic = { name: "frontdesk.test" };
  expect(google.problemsWith("gcp:pubsub/tropic:Tropic", {})).toEqual([
    "there is no such kind: gcp:pubsub/tropic:Tropic",
  ]);
  expect(google.problemsWith("gcp:pubsub/topic:Topic", { ...topic, colour: "red" })).toEqual([
    `: Unrecognized key: "colour"`,
  ]);
  await expect(google.create("gcp:pubsub/topic:Topic", topic)).rejects.toThrow("pubsub.googleapis.com is not enabled");
  await google.create("gcp:projects/service:Service", { service: "pubsub.googleapis.com", disableOnDestroy: false });
  const { id } = await google.create("gcp:pubsub/topic:Topic", topic);
  await expect(google.create("gcp:pubsub/topic:Topic", topic)).rejects.toThrow("is there already");
  const subscription = { ...{ name: "frontdesk.dead", topic: id }, expirationPolicy: { ttl: "" } };
  await expect(
    google.create("gcp:pubsub/subscription:Subscription", { ...subscription, topic: "lost" }),
  ).rejects.toThrow("there is no lost");
  await google.create("gcp:pubsub/subscription:Subscription", subscription);
  await expect(google.delete("gcp:pubsub/topic:Topic", id)).rejects.toThrow("is used by");
});

function secretIn(name: string, secret: string, version: string) {
  return { name, valueSource: { secretKeyRef: { secret, version } } };
}
