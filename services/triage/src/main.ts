import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { openModel } from "@frontdesk/shared/adapters/open-model";
import { openReader } from "@frontdesk/shared/adapters/open-reader";
import { runService } from "@frontdesk/shared/adapters/run-service";
import { createWorker } from "@frontdesk/shared/http/worker";
import { readTogether } from "@frontdesk/shared/settings/read-settings";
import { onReplayAsked } from "./on-replay-asked.ts";
import { onTaskReceived } from "./on-task-received.ts";

await runService("triage", process.env, ({ backend, config, log, now, stopping }) => {
  const { tasks, values, bus } = backend;
  const { reader, models } = readTogether({
    reader: () => openReader(process.env, { now }),
    models: () => readModelConfig(process.env),
  });
  const { codeHost } = reader;
  const model = openModel(models, config.retention.calls, { ...backend, log });
  const deps = { tasks, values, bus, codeHost, model, log, now, stopping };
  const subscriptions = [
    bus.subscribe("task.received", async (event) => void (await onTaskReceived(event, deps))),
    bus.subscribe("replay.asked", (event) => onReplayAsked(event, deps)),
  ];
  return { listener: createWorker(backend, deps), subscriptions, close: model.close };
});
