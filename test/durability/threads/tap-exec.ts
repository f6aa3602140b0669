import { DatabaseSync } from "node:sqlite";

/** For threads that stand in for the writer's: gets hold of the connection that `writeBatches` opens, and of what it is told. */
export function tapExec(tap: (database: DatabaseSync, sql: string) => string): void {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql) {
    exec.call(this, tap(this, sql));
  };
}
