import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "./write-batches.ts";

// The thread that writes. It alone changes the file, so that the main thread never waits for a disk.
if (parentPort) writeBatches(parentPort, workerData.file);
