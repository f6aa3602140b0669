import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeRedelivery } from "./redelivery-cases.ts";

describeRedelivery("the model", openModel);
describeRedelivery("SQLite", openSqliteForTest);
