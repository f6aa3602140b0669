import { Unusable } from "../../domain/errors.ts";
import { MINUTE } from "../../domain/limits.ts";
import { RETENTION, type Retention } from "../../domain/retention.ts";
import { release } from "../../domain/work.ts";
import type { Redelivery } from "../../pipeline.ts";
import type { Backend } from "../../ports/backend.ts";
import type { TaskStore } from "../../ports/task-store.ts";
import type { Log } from "../../telemetry/log.ts";
import { createEventBus } from "./event-bus.ts";
import { createModelCalls } from "./model-calls.ts";
import { openFile } from "./open-file.ts";
import { createRawBodies } from "./raw-bodies.ts";
import { type Reader, openReader as startReader } from "./reader.ts";
import { createSharedValues } from "./shared-values.ts";
import { createTaskStore } from "./task-store.ts";
import { startWriter, type Writer } from "./writer.ts";

export type SqliteConfig = {
  file: string;
  log: Log;
  now: () => Date;
  retention?: Retention;
  redelivery?: Redelivery;
  /** How the file is written and read, where it is not the usual way. */
  openWriter?: (file: string) => Promise<Writer>;
  openReader?: (file: string) => Reader;
};

const FORGET_EVERY = 10 * MINUTE;

/**
 * The embedded backend: one file, one process. Throws `Unusable` if the file is in use, damaged, or of a newer version.
 * Workers of the process before are gone with it, so their leases are void.
 */
export async function openSqlite(config: SqliteConfig): Promise<Backend> {
  const { file, log, now, redelivery, retention = RETENTION } = config;
  const { openWriter = startWriter, openReader = startReader } = config;
  // Closed in the opposite order. The writer is the last to leave the file, and so folds the write-ahead log into it.
  await using parts = new AsyncDisposableStack();
  parts.defer(openFile(file));
  const writer = await openWriter(file);
  parts.defer(() => writer.close());
  const reader = openReader(file);
  parts.defer(() => reader.close());

  const rawBodies = createRawBodies({ writer, reader, log, now, days: retention.rawBodies });
  parts.defer(() => rawBodies.close());
  const tasks = createTaskStore({ writer, reader, rawBodies, log });
  await voidLeases(tasks, reader, { log, now });
  const forget = () =>
    forgetExpired(writer, now()).catch((error) => log.warn("what has expired stays for now", { error }));
  const forgetting = setInterval(() => void forget(), FORGET_EVERY);
  forgetting.unref();
  parts.defer(() => clearInterval(forgetting));
  const bus = createEventBus({ writer, reader, log, now, redelivery });
  parts.defer(() => bus.close());

  const open = parts.move();
  return {
    tasks,
    calls: createModelCalls(writer, reader, now, retention.calls),
    values: createSharedValues(writer, reader, now),
    bus,
    close: () => open.disposeAsync(),
  };
}

async function forgetExpired(writer: Writer, now: Date): Promise<void> {
  for (const what of ["forgetValues", "forgetCalls", "forgetRawBodies", "forgetPacks"] as const) {
    while (await writer.write([[what, now.getTime()]]));
  }
}

async function voidLeases(
  tasks: TaskStore,
  reader: Reader,
  { log, now }: { log: Log; now: () => Date },
): Promise<void> {
  const leased = `SELECT id FROM tasks WHERE due_at IS NOT NULL
                  AND CASE WHEN json_valid(document) THEN document ->> '$.lease' END IS NOT NULL`;
  const voidLease = async (id: string) => {
    try {
      await tasks.update(id, (task) => release(task, { now: now(), by: "restart" }));
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      log.alert("a task can't be read and keeps its lease", { taskId: id, error });
    }
  };
  await Promise.all(reader.all(leased).map((row) => voidLease(String(row.id))));
}
