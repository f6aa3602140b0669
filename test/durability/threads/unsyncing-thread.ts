import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "@frontdesk/shared/adapters/sqlite/write-batches";
import { tapExec } from "./tap-exec.ts";

// The writer on a SQLite that doesn't do as it is told: it stays with syncing at checkpoints alone.
tapExec((_database, sql) => sql.replace(/synchronous *= *FULL/i, "synchronous = NORMAL"));

if (parentPort) writeBatches(parentPort, workerData.file);
