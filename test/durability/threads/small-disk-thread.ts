import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "@frontdesk/shared/adapters/sqlite/write-batches";
import { tapExec } from "./tap-exec.ts";

// The writer on a disk that has room for 400 KB: the next page that is needed is refused with SQLITE_FULL.
tapExec((_database, sql) => `${sql}; PRAGMA max_page_count = 100`);

if (parentPort) writeBatches(parentPort, workerData.file);
