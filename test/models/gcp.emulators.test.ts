import { openGcpForTest } from "../contract/gcp-backend.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeKeptCases } from "./kept-cases.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "on Google's emulators", (hosts) => {
  describeKeptCases("Google Cloud", (options) => openGcpForTest(hosts, options));
});
