import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "@frontdesk/shared/adapters/sqlite/write-batches";
import { sleepAsLongAsASync } from "./slow-disk.ts";

if (parentPort) writeBatches(parentPort, workerData.file, { beforeCommit: sleepAsLongAsASync });
