import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "@frontdesk/shared/adapters/sqlite/write-batches";

// What group commit is measured against: the same writer, but each write has a commit, and so a sync, of its own.
if (parentPort) writeBatches(parentPort, workerData.file, { most: 1 });
