import { randomUUID } from "node:crypto";
import { createFirestore } from "@frontdesk/shared/adapters/gcp/firestore";
import { openFirestore } from "@frontdesk/shared/adapters/gcp/open-firestore";
import type { Requests } from "@frontdesk/shared/adapters/gcp/requests";
import type { Change } from "@frontdesk/shared/domain/change";
import type { Task } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";

type ProjectOptions = { now?: () => Date; through?: (requests: Requests) => Requests };

/** The emulator makes every project that is asked for, and keeps them apart. */
export function newProjectId(): string {
  return `test-${randomUUID().slice(0, 18)}`;
}

/** The store in a project of its own for the running test, and a person's view of the same: the documents, bare. */
export function openFirestoreProject(emulatorHost: string, { now = () => new Date(), through }: ProjectOptions = {}) {
  const projectId = newProjectId();
  const requests: string[] = [];
  const alerts: string[] = [];
  const log = { ...silentLog, alert: (message: string) => void alerts.push(message) };
  const onRequest = (method: string) => void requests.push(method);
  const store = openFirestore({ projectId, emulatorHost, now, log, onRequest, ...(through && { through }) });
  const { client: person } = createFirestore({ projectId, emulatorHost });
  onTestFinished(async () => {
    await Promise.all([store.close(), person.terminate()]);
  });
  return {
    ...{ ...store, person, alerts },
    /** The requests that were sent while this was going on, those included that the client repeated. */
    async requestsOf(action: () => Promise<unknown>): Promise<string[]> {
      requests.length = 0;
      await action();
      return [...requests];
    },
  };
}

/** A commit that brings a version and changes nothing else. */
export function nothingHappened(task: Task): Change {
  const { state, updatedAt: at } = task;
  const version = task.version + 1;
  const entry = {
    version,
    at,
    transition: "note",
    from: state,
    to: state,
    by: "test",
    why: "nothing happened",
  } as const;
  return { task: { ...task, version }, entry };
}
