import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { createPubSubWorld } from "./pubsub-world.ts";

/** A service's process, as far as its backend goes: opens it by its settings, uses it, closes it. */
const SOURCE = `
  const { readBackendConfig } = await import(${module("adapters/backend-config")});
  const { openBackend } = await import(${module("adapters/open-backend")});
  const { createLogger } = await import(${module("telemetry/log")});
  const log = createLogger({ service: "test", format: "json" });
  const backend = await openBackend(readBackendConfig(process.env), { log, now: () => new Date() });
  const event = { v: 1, type: "task.received", taskId: "acme.webapp.1.opened", traceparent: "" };
  await backend.bus.publish(event);
  console.log(await backend.tasks.get(event.taskId));
  await backend.close();
  console.log("closed");`;

describeOnEmulators(["firestoreHost", "pubsubHost"], "a process on Google's emulators", (hosts) => {
  test("needs no credentials, looks for none, warns of nothing, and ends by itself", async () => {
    const { projectId, topicPrefix, close } = await createPubSubWorld(hosts.pubsubHost);
    onTestFinished(close);
    const { PATH, HOME } = process.env;
    const settings = {
      FRONTDESK_BACKEND: "gcp",
      GOOGLE_CLOUD_PROJECT: projectId,
      FRONTDESK_TOPIC_PREFIX: topicPrefix,
      FIRESTORE_EMULATOR_HOST: hosts.firestoreHost,
      PUBSUB_EMULATOR_HOST: hosts.pubsubHost,
    };
    const child = spawn(process.execPath, ["--eval", SOURCE], { env: { PATH, HOME, ...settings } });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    expect(said).toBe("");
    expect(out).toBe("undefined\nclosed\n");
    expect(code).toBe(0);
  });
});

function module(name: string): string {
  return JSON.stringify(import.meta.resolve(`@frontdesk/shared/${name}`));
}
