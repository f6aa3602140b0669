import { RETENTION, type Retention } from "../../domain/retention.ts";
import type { Backend } from "../../ports/backend.ts";
import type { Log } from "../../telemetry/log.ts";
import { createFirestore, type FirestoreConfig } from "./firestore.ts";
import { createModelCalls } from "./model-calls.ts";
import { createRawBodies } from "./raw-bodies.ts";
import { createRequests, type Requests } from "./requests.ts";
import { createSharedValues } from "./shared-values.ts";
import { createTaskStore } from "./task-store.ts";

export type FirestoreStoreConfig = FirestoreConfig & {
  log: Log;
  now: () => Date;
  retention?: Retention;
  /** Milliseconds until a request is given up; 10 s if not given. */
  deadline?: number;
  /** What is put between the store and its requests, where it is not to be nothing. */
  through?: (requests: Requests) => Requests;
};

/**
 * Tasks, model calls and shared values in Firestore. Opening asks for nothing, so it never waits and never fails but for
 * a setting; whether the database can be used, the first request tells.
 */
export function openFirestore(config: FirestoreStoreConfig): Omit<Backend, "bus"> {
  const { log, now, deadline, retention = RETENTION, through = (requests) => requests } = config;
  const line = createFirestore(config);
  const requests = through(createRequests(line, deadline));
  const { client } = line;
  const rawBodies = createRawBodies({ client, requests, log, now, days: retention.rawBodies });
  return {
    tasks: createTaskStore({ client, requests, rawBodies, log }),
    calls: createModelCalls({ client, requests, now, days: retention.calls }),
    values: createSharedValues({ client, requests, log, now }),
    close: () => requests.close(),
  };
}
