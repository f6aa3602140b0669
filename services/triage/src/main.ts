import { openReader } from "@frontdesk/shared/adapters/reader-config";
import { runService } from "@frontdesk/shared/adapters/run-service";
import { createWorker } from "@frontdesk/shared/http/worker";
import { onTaskReceived } from "./on-task-received.ts";

await runService("triage", process.env, ({ backend, log, now, stopping }) => {
  const { tasks, values, bus } = backend;
  const deps = { tasks, values, bus, codeHost: openReader(process.env, { now }), log, now, stopping };
  const subscriptions = [bus.subscribe("task.received", async (event) => void (await onTaskReceived(event, deps)))];
  return { listener: createWorker(backend, deps), subscriptions };
});
