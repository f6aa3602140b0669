import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeNotices } from "./store-cases.ts";

describeNotices("the embedded backend", openSqliteForTest);
