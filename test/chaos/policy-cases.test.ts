import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describePolicy } from "./policy-cases.ts";

describePolicy("the model", openModel);
describePolicy("the embedded backend", openSqliteForTest);
