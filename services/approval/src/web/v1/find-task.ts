import { Unusable } from "@frontdesk/shared/domain/errors";
import type { Task } from "@frontdesk/shared/domain/task";
import { taskIdSchema } from "@frontdesk/shared/domain/task-id";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Log } from "@frontdesk/shared/telemetry/log";
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
