import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { say } from "./say.ts";

// A process that has the file open until it is killed.

const [file = ""] = process.argv.slice(2);
await openSqlite({ file, log: silentLog, now: () => new Date() });
say("open");
setInterval(() => undefined, 60_000);
