import { expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";
import { openGcpForTest } from "../contract/gcp-backend.ts";
import { openForAll } from "../contract/test-backend.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { crashEverywhere } from "./crash-everywhere.ts";
import { describeDelivery } from "./delivery-cases.ts";
import { checkPromises, createPipelineWorld, livePipeline } from "./pipeline-world.ts";
import { describePosting } from "./posting-cases.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "Google Cloud", (hosts) => {
  describeDelivery("Google Cloud", () => openGcpForTest(hosts));
  describePosting("Google Cloud", () => openGcpForTest(hosts));

  const backend = openForAll(() => openGcpForTest(hosts));

  test("C01: the promises hold when the process dies before and after every await of every step", async () => {
    const lives = await crashEverywhere({
      open: async () => createPipelineWorld(newTask().source),
      live: (world, process) => livePipeline(world, backend(), process),
      check: (world) => checkPromises(world, backend().tasks),
      close: async () => {},
    });
    expect(lives).toBeGreaterThan(30);
  });
});
