import { describeDurability } from "./durability.ts";
import { describeEventBus } from "./event-bus.ts";
import { describeInterleavings } from "./interleavings.ts";
import { openModel } from "./model-backend.ts";
import { describeModelCalls } from "./model-calls.ts";
import { describeSharedValues } from "./shared-values.ts";
import { describeTaskStore } from "./task-store.ts";
import { describeTaskStoreFaults } from "./task-store-faults.ts";
import { describeValueFaults } from "./value-faults.ts";

describeTaskStore("model", openModel);
describeTaskStoreFaults("model", openModel);
describeModelCalls("model", openModel);
describeSharedValues("model", openModel);
describeValueFaults("model", openModel);
describeEventBus("model", openModel);
describeDurability("model", openModel);
describeInterleavings("model", openModel);
