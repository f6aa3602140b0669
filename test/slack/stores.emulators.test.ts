import { openGcpForTest } from "../contract/gcp-backend.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeNotices } from "./store-cases.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "Google Cloud", (hosts) => {
  describeNotices("Google Cloud", (options) => openGcpForTest(hosts, options));
});
