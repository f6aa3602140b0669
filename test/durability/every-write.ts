import type { Ruling } from "@frontdesk/shared/domain/change";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { receive } from "@frontdesk/shared/domain/receive";
import type { Task } from "@frontdesk/shared/domain/task";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { moment, newChange, newTask } from "../contract/builders.ts";

/** More than fits into what is left of a page. */
const LONG = "long ".repeat(4_000);

/** The writes of which everything here is made, each one too long to go unnoticed by a full disk. */
export function everyWrite({ tasks, bus }: Backend, task: Task) {
  const other = newTask();
  return {
    ids: [task.id, other.id],
    update: () => tasks.update(task.id, (current) => edit(current, `${LONG}, version ${current.version}`)),
    create: () => tasks.create(receive({ ...other, issue: { ...other.issue, body: LONG } }, moment())),
    publish: () => bus.publish({ v: 1, type: "task.received", taskId: task.id, traceparent: LONG }),
  };
}

export async function aTask({ tasks }: Backend): Promise<Task> {
  return (await tasks.create(newChange())).task;
}

/** What is stored of these tasks. It must not change by writes that are rejected. */
export function storedOf({ tasks }: Backend, ids: readonly string[]) {
  return Promise.all(ids.map(async (id) => ({ task: await tasks.get(id), history: await tasks.history(id) })));
}

function edit(task: Task, body: string): Ruling {
  return onOutsideChange(task, { kind: "content", issue: { ...task.issue, body } }, moment());
}
