import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describePosting } from "./posting-cases.ts";

describePosting("the model", openModel);
describePosting("the embedded backend", openSqliteForTest);
