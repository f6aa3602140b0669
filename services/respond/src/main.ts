import { runService } from "@frontdesk/shared/adapters/run-service";
import { createWorker } from "@frontdesk/shared/http/worker";
import { onTaskTriaged } from "./on-task-triaged.ts";

await runService("respond", process.env, ({ backend, log, now, stopping }) => {
  const { tasks, bus } = backend;
  const deps = { tasks, bus, log, now, stopping };
  const subscriptions = [bus.subscribe("task.triaged", async (event) => void (await onTaskTriaged(event, deps)))];
  return { listener: createWorker(backend, deps), subscriptions };
});
