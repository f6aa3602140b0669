import type { EventOf } from "@frontdesk/shared/domain/events";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { REPOSITORIES, repositoryKey, type SeenRepository } from "@frontdesk/shared/domain/repository";
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
    for await (const task of openTasks(deps)) {
      if (task.source.repo.id === event.repo.id) await tell(task, seen, deps);
    }
  });
}

/**
 * Something happened to what we may do for an account. Without its installation, its tasks have no end that is ours to
 * bring; except where another one has the repository: the App was installed again, or the repository given away.
 */
export async function onInstallationChanged(event: EventOf<"installation.changed">, deps: AccessDeps): Promise<void> {
  await withContext({ traceparent: event.traceparent, event: event.type }, async () => {
    const { codeHost } = deps;
    if (!(await codeHost.installation(event.installationId, AbortSignal.timeout(LOOK_WITHIN)))) return;
    const looks = new Map<string, SeenRepository | Gone>();
    for await (const task of openTasks(deps)) {
      if (task.source.installationId !== event.installationId) continue;
      const key = repositoryKey(task.source);
      const seen = looks.get(key) ?? (await codeHost.repository(task.source, AbortSignal.timeout(LOOK_WITHIN)));
      looks.set(key, seen);
      if (isGone(seen)) await tell(task, seen, deps);
    }
  });
}

/** Rare enough to look through all that is open: no index is kept for it. */
async function* openTasks({ tasks }: AccessDeps): AsyncGenerator<Task> {
  for (const state of [...MOVING, "parked"] as const) yield* everyTask(tasks, { state });
}
