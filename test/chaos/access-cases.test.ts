import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeAccess } from "./access-cases.ts";

describeAccess("the model", openModel);
describeAccess("the embedded backend", openSqliteForTest);
