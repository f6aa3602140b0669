import { join } from "node:path";
import { createIngest } from "@frontdesk/ingest/ingest";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { SECRET } from "../deliveries.ts";
import { measured } from "../measured.ts";

// Ingest as standalone has it: on the embedded backend, every task synced to the disk before its 202, and its log written.
// "without the body" keeps all but the delivery itself.

const [, , mode, folder] = process.argv;
if (mode === undefined || folder === undefined) throw new Error("ours.ts MODE FOLDER");
const log = createLogger({ service: "standalone", format: "json" });
const now = () => new Date();
const backend = await openSqlite({ file: join(folder, `${mode}.db`), log, now });
const { bus, close } = backend;
const bodiless: TaskStore = { ...backend.tasks, create: (change) => backend.tasks.create(change) };
const tasks = mode === "without the body" ? bodiless : backend.tasks;
measured({ listener: createIngest({ tasks, bus, log, now, secrets: [SECRET], answersFirst: true }), close });
