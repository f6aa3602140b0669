import { expect, test } from "vitest";
import { describeOnEmulators } from "./on-emulators.ts";
import { startEmulators } from "./start-emulators.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "Google's emulators", ({ firestoreHost, pubsubHost }) => {
  test("answer where the tests are told they are", async () => {
    for (const host of [firestoreHost, pubsubHost]) expect((await fetch(`http://${host}/`)).status).toBe(200);
  });

  test("are stopped by the one who started them", async () => {
    const { FIRESTORE_EMULATOR_HOST: _f, PUBSUB_EMULATOR_HOST: _p, ...env } = process.env;
    const { hosts, stop } = await startEmulators(env);
    await stop();
    for (const host of Object.values(hosts)) await expect(fetch(`http://${host}/`)).rejects.toThrow("fetch failed");
  });
});
