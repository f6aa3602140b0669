import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeEventBus } from "./event-bus.ts";
import { openGcpForTest } from "./gcp-backend.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "on Google's emulators", (hosts) => {
  describeEventBus("Google Cloud", (options) => openGcpForTest(hosts, options));
});
