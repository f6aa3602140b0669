import { describeDurability } from "./durability.ts";
import { describeEventBus } from "./event-bus.ts";
import { describeInterleavings } from "./interleavings.ts";
import { describeModelCalls } from "./model-calls.ts";
import { describeSharedValues } from "./shared-values.ts";
import { openSqliteForTest } from "./sqlite-backend.ts";
import { describeTaskStore } from "./task-store.ts";
import { describeTaskStoreFaults } from "./task-store-faults.ts";
import { describeValueFaults } from "./value-faults.ts";

describeTaskStore("embedded", openSqliteForTest);
describeTaskStoreFaults("embedded", openSqliteForTest);
describeModelCalls("embedded", openSqliteForTest);
describeSharedValues("embedded", openSqliteForTest);
describeValueFaults("embedded", openSqliteForTest);
describeEventBus("embedded", openSqliteForTest);
describeDurability("embedded", openSqliteForTest);
describeInterleavings("embedded", openSqliteForTest);
