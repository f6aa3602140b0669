import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeOutside } from "./outside-cases.ts";

describeOutside("the model", openModel);
describeOutside("the embedded backend", openSqliteForTest);
