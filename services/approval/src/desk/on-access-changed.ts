import type { EventOf } from "@frontdesk/shared/domain/events";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { REPOSITORIES, repositoryKey } from "@frontdesk/shared/domain/repository";
import { MOVING, type Task } from "@frontdesk/shared/domain/task";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { everyTask } from "@frontdesk/shared/ports/every-task";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { rememberRepository } from "@frontdesk/shared/repo/load-settings";
import { withContext } from "@frontdesk/shared/telemetry/context";
import { type OutsideDeps, tell } from "./on-thread-changed.ts";

export type AccessDeps = OutsideDeps & { values: SharedValues };

const LOOK_WITHIN = MINUTE;

/**
 * Something happened to a repository: looks whether it is still ours to answer in, and at which commit it is. What is
 * read from it, settings and documents, is read again from there.
 */
export async function onRepositoryChanged(event: EventOf<"repository.changed">, deps: AccessDeps): Promise<void> {
  await withContext({ traceparent: event.traceparent, event: event.type }, async () => {
    const seen = await deps.codeHost.repository(event, AbortSignal.timeout(LOOK_WITHIN));
    if (!isGone(seen)) return rememberRepository(event, seen, deps);
    await deps.values.delete(REPOSITORIES, repositoryKey(event));
    await cancelAll(({ source }) => source.repo.id === event.repo.id, seen, deps);
  });
}

/** Something happened to what we may do for an account: without an installation its tasks have no end that is ours to bring. */
export async function onInstallationChanged(event: EventOf<"installation.changed">, deps: AccessDeps): Promise<void> {
  await withContext({ traceparent: event.traceparent, event: event.type }, async () => {
    const seen = await deps.codeHost.installation(event.installationId, AbortSignal.timeout(LOOK_WITHIN));
    if (seen) await cancelAll(({ source }) => source.installationId === event.installationId, seen, deps);
  });
}

/** Rare enough to look through all that is open: no index is kept for it. */
async function cancelAll(isConcerned: (task: Task) => boolean, gone: Gone, deps: AccessDeps): Promise<void> {
  for (const state of [...MOVING, "parked"] as const) {
    for await (const task of everyTask(deps.tasks, { state })) if (isConcerned(task)) await tell(task, gone, deps);
  }
}
