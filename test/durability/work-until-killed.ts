import { setTimeout as sleep } from "node:timers/promises";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { isRefusal } from "@frontdesk/shared/domain/change";
import type { TaskEventType } from "@frontdesk/shared/domain/events";
import { receive } from "@frontdesk/shared/domain/receive";
import type { Task } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { moment, newTask } from "../contract/builders.ts";
import { claimOrDefer } from "./claim-or-defer.ts";
import { say } from "./say.ts";

// A process of the kill test: 50 clients create and update tasks and publish, and each says what was acknowledged to it.

const [file = "", life = ""] = process.argv.slice(2);
const CLIENTS = 50;
const UPDATES_PER_TASK = 3;
const HANDLING_TAKES = 5;

const repo = { id: 1, owner: "acme", name: `webapp-${life}` };
const backend = await openSqlite({ file, log: silentLog, now: () => new Date() });
let issues = 0;

// One kind of message is handled here, slowly; the other one only waits.
backend.bus.subscribe("task.received", async ({ taskId }) => {
  await sleep(HANDLING_TAKES);
  say(`handled task.received ${taskId}`);
});
await Promise.all(Array.from({ length: CLIENTS }, client));

async function client(): Promise<never> {
  for (;;) {
    const wanted = newTask({ repo, issue: ++issues });
    const { task } = await backend.tasks.create(receive(wanted, moment(new Date())));
    say(`committed ${task.id} ${task.version}`);
    for (let n = 0; n < UPDATES_PER_TASK; n++) {
      const ruled = await backend.tasks.update(task.id, claimOrDefer);
      if (isRefusal(ruled)) throw new Error(`refused: ${ruled.why}`);
      say(`committed ${task.id} ${ruled.task.version}`);
    }
    await publish(issues % 2 === 0 ? "task.received" : "task.triaged", task);
  }
}

async function publish(type: TaskEventType, { id: taskId, traceparent }: Task): Promise<void> {
  await backend.bus.publish({ v: 1, type, taskId, traceparent });
  say(`published ${type} ${taskId}`);
}
