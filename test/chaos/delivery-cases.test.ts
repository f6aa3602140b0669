import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeDelivery } from "./delivery-cases.ts";

describeDelivery("the model", openModel);
describeDelivery("the embedded backend", openSqliteForTest);
