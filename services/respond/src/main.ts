import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { openModel } from "@frontdesk/shared/adapters/open-model";
import { openReader } from "@frontdesk/shared/adapters/open-reader";
import { runService } from "@frontdesk/shared/adapters/run-service";
import { createWorker } from "@frontdesk/shared/http/worker";
import { readTogether } from "@frontdesk/shared/settings/read-settings";
import { onReplaySorted } from "./on-replay-sorted.ts";
import { onTaskTriaged } from "./on-task-triaged.ts";

await runService("respond", process.env, ({ backend, config, log, now, stopping }) => {
  const { tasks, values, bus } = backend;
  const { reader, models } = readTogether({
    reader: () => openReader(process.env, { now }),
    models: () => readModelConfig(process.env),
  });
  const { codeHost, web } = reader;
  const model = openModel(models, config.retention.calls, { ...backend, log });
  const deps = { tasks, values, bus, codeHost, model, web, log, now, stopping };
  const subscriptions = [
    bus.subscribe("task.triaged", async (event) => void (await onTaskTriaged(event, deps))),
    bus.subscribe("replay.sorted", (event) => onReplaySorted(event, deps)),
  ];
  return { listener: createWorker(backend, deps), subscriptions, close: model.close };
});
