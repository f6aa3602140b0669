import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeDurability } from "./durability.ts";
import { openGcpForTest } from "./gcp-backend.ts";
import { describeInterleavings } from "./interleavings.ts";
import { describeModelCalls } from "./model-calls.ts";
import { describeSharedValues } from "./shared-values.ts";
import { describeTaskStore } from "./task-store.ts";
import { describeTaskStoreFaults } from "./task-store-faults.ts";
import { describeUnreadableTasks } from "./task-store-unreadable.ts";
import type { BackendOptions } from "./test-backend.ts";
import { describeValueFaults } from "./value-faults.ts";

// The event bus has a file of its own, to run beside this one: its tests wait for the emulator most of the time.
describeOnEmulators(["firestoreHost", "pubsubHost"], "on Google's emulators", (hosts) => {
  const open = (options?: BackendOptions) => openGcpForTest(hosts, options);
  describeTaskStore("Google Cloud", open);
  describeTaskStoreFaults("Google Cloud", open);
  describeUnreadableTasks("Google Cloud", open);
  describeModelCalls("Google Cloud", open);
  describeSharedValues("Google Cloud", open);
  describeValueFaults("Google Cloud", open);
  describeDurability("Google Cloud", open);
  describeInterleavings("Google Cloud", open);
});
