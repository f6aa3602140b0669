import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { writeBatches } from "@frontdesk/shared/adapters/sqlite/write-batches";
import { tapExec } from "./tap-exec.ts";

// The writer, but instead of committing it says how its connection is set.
let connection: DatabaseSync | undefined;
tapExec((database, sql) => {
  connection = database;
  return sql;
});
const setting = (name: string) => `${name} = ${connection?.prepare(`PRAGMA ${name}`).get()?.[name]}`;

if (parentPort) {
  writeBatches(parentPort, workerData.file, {
    beforeCommit() {
      throw new Error(`${setting("journal_mode")}, ${setting("synchronous")}`);
    },
  });
}
