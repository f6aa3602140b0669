import { openGcpForTest } from "../contract/gcp-backend.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeRedelivery } from "./redelivery-cases.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "Google Cloud", (hosts) => {
  describeRedelivery("Google Cloud", (options) => openGcpForTest(hosts, options));
});
