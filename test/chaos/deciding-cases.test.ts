import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeDeciding } from "./deciding-cases.ts";

describeDeciding("the model", openModel);
describeDeciding("the embedded backend", openSqliteForTest);
