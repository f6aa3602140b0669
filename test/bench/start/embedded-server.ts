import { join } from "node:path";
import { createIngest } from "@frontdesk/ingest/ingest";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { measured } from "../ingest/measured.ts";

// Ingest as standalone has it, on a file of its own.

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("embedded-server FOLDER");
const log = createLogger({ service: "standalone", format: "json" });
const now = () => new Date();
const { tasks, bus, close } = await openSqlite({ file: join(folder, "start.db"), log, now });
measured({ listener: createIngest({ tasks, bus, log, now, secrets: ["secret"], answersFirst: true }), close });
