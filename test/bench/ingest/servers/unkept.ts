import { createIngest } from "@frontdesk/ingest/ingest";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { SECRET } from "../deliveries.ts";
import { measured } from "../measured.ts";

// Ingest on a store that forgets: what it costs to keep nothing, with a log ("logging") and without.

const log = process.argv[2] === "logging" ? createLogger({ service: "standalone", format: "json" }) : silentLog;
const tasks = { create: async ({ task }) => ({ is: "created", task }) } as Pick<TaskStore, "create"> as TaskStore;
const bus = { publish: async () => {} };
measured({ listener: createIngest({ tasks, bus, log, now: () => new Date(), secrets: [SECRET] }) });
