import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { type Stop, storeTaskIn } from "../contract/journeys.ts";
import { say } from "./say.ts";

// A process that has a task in its hands until it is killed.

const [file = "", stop = ""] = process.argv.slice(2);
const { tasks } = await openSqlite({ file, log: silentLog, now: () => new Date() });
const task = await storeTaskIn(tasks, stop as Stop, {}, new Date());
say(JSON.stringify(task));
setInterval(() => undefined, 60_000);
