import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findEmulators } from "./find-emulators.ts";
import { startEmulators } from "./start-emulators.ts";

test("the emulators are found where CLOUDSDK_ROOT_DIR says, whatever their version", () => {
  const folder = mkdtempSync(join(tmpdir(), "sdk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const jars = {
    firestore: join(folder, "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"),
    pubsub: join(folder, "platform/pubsub-emulator/lib/cloud-pubsub-emulator-9.9.9-all.jar"),
  };
  for (const jar of Object.values(jars)) {
    mkdirSync(join(jar, ".."), { recursive: true });
    writeFileSync(jar, "");
  }

  expect(findEmulators({ CLOUDSDK_ROOT_DIR: folder })).toEqual(jars);
});

test("emulators that run already are used, and not stopped", async () => {
  const running = { FIRESTORE_EMULATOR_HOST: "127.0.0.1:1", PUBSUB_EMULATOR_HOST: "127.0.0.1:2" };

  const { hosts, missing, stop } = await startEmulators(running);
  await stop();

  expect(hosts).toEqual({ firestore: "127.0.0.1:1", pubsub: "127.0.0.1:2" });
  expect(missing).toEqual([]);
});

test("without Java they are missing, and the reason is said", async () => {
  const env = { PATH: "", CLOUDSDK_ROOT_DIR: "/nowhere" };

  const { hosts, missing } = await startEmulators(env);

  expect(hosts).toEqual({ firestore: undefined, pubsub: undefined });
  expect(missing).toEqual([expect.stringContaining("firestore"), expect.stringContaining("pubsub")]);
});
