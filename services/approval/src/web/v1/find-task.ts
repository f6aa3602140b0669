import { Unusable } from "@frontdesk/shared/domain/errors";
import type { Task } from "@frontdesk/shared/domain/task";
import { taskIdSchema } from "@frontdesk/shared/domain/task-id";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { hasAtLeast } from "../viewer.ts";
import { absent, type Refused, refused } from "./operation.ts";
import type { Rights } from "./rights.ts";

export type FindTaskDeps = { tasks: Pick<TaskStore, "get">; log: Log };

/** The task, if there is one and it may be seen. Nothing tells the one from the other. */
export async function findTask(id: string, rights: Rights, { tasks, log }: FindTaskDeps): Promise<Task | undefined> {
  if (!taskIdSchema.safeParse(id).success) return undefined;
  try {
    const task = await tasks.get(id);
    return task && (await rights.maySee(task.source)) ? task : undefined;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    // Whose it is can't be read either: so nobody may see it.
    log.alert("a task can't be read, and is shown to nobody", { taskId: id, error });
    return undefined;
  }
}

/** The task, for what belongs to its draft: that is shown to those who may decide. */
export async function findWithDraft(id: string, rights: Rights, deps: FindTaskDeps): Promise<Task | Refused> {
  const task = await findTask(id, rights, deps);
  if (!task) return absent(`task ${id}`);
  const permission = await rights.in(task.source);
  if (hasAtLeast(permission, "triage")) return task;
  return refused(
    403,
    `Drafts are shown to those who may decide. This takes triage rights or more in the repository; GitHub says that you have ${permission}.`,
  );
}
