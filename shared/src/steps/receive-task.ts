import type { Moment } from "../domain/change.ts";
import { receive } from "../domain/receive.ts";
import type { IssueContent, Source, Task } from "../domain/task.ts";
import { lastTaskId, suffixedTaskId, taskId } from "../domain/task-id.ts";
import type { TaskStore } from "../ports/task-store.ts";
import { withContext } from "../telemetry/context.ts";
import { type AnnounceDeps, announce } from "./announce.ts";

export type ReceiveDeps = AnnounceDeps & {
  tasks: TaskStore;
  /**
   * A new task is announced beside the answer instead of before it, which saves who waits for the answer half of the
   * wait. Not for a process that may stand still once it has answered, as on Cloud Run: the sweep would have to announce it.
   */
  answersFirst?: boolean;
};
export type Received = { task: Task; isNew: boolean };

/**
 * Makes the task of a GitHub object, once: however often the object is delivered, it is the same task. When it
 * resolves, the task is durable. A repository that was deleted and made again has the same names for other objects;
 * theirs get a suffix.
 */
export async function receiveTask(
  { rawBody, ...wanted }: { source: Source; issue: IssueContent; traceparent: string; rawBody?: Uint8Array },
  deps: ReceiveDeps,
): Promise<Received> {
  const at: Moment = { now: deps.now(), by: "ingest" };
  const create = (id: string) => deps.tasks.create(receive({ ...wanted, id }, at), rawBody);
  let created = await create(taskId(wanted.source));
  // Always in this order, so that an object that comes again finds itself.
  if (created.is === "taken") created = await create(suffixedTaskId(wanted.source));
  if (created.is === "taken") created = await create(lastTaskId(wanted.source));
  if (created.is === "taken") throw new Error(`two objects share the id ${created.task.id}, suffix included`);
  const { task } = created;
  const isNew = created.is === "created";
  return withContext({ taskId: task.id, traceparent: task.traceparent }, async () => {
    deps.log.info(isNew ? "task received" : "task known already", { delivery: wanted.source.deliveryId });
    const announced = isNew && announce(task, deps);
    if (!deps.answersFirst) await announced;
    return { task, isNew };
  });
}
