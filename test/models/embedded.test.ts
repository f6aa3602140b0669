import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { describeKeptCases } from "./kept-cases.ts";

describeKeptCases("embedded", (options) => openSqliteForTest(options));
