import { openGcpForTest } from "../contract/gcp-backend.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { describeAccess } from "./access-cases.ts";
import { describeDeciding } from "./deciding-cases.ts";
import { describeOutside } from "./outside-cases.ts";
import { describePolicy } from "./policy-cases.ts";

describeOnEmulators(["firestoreHost", "pubsubHost"], "people, on Google Cloud", (hosts) => {
  const open = () => openGcpForTest(hosts);
  describeOutside("Google Cloud", open);
  describeAccess("Google Cloud", open);
  describePolicy("Google Cloud", open);
  describeDeciding("Google Cloud", open);
});
