import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import { createModelEventBus, type Mail } from "./model-event-bus.ts";
import { createLine } from "./model-line.ts";
import { createModelModelCalls } from "./model-model-calls.ts";
import { createModelSharedValues, type ValueShelves } from "./model-shared-values.ts";
import { createModelTaskStore, type RawBodies, type TaskCommits } from "./model-task-store.ts";
import type { BackendOptions, BusBackend, FaultyBackend, SpoilableBackend } from "./test-backend.ts";

export type ModelBackend = FaultyBackend & BusBackend & SpoilableBackend;

/** What is there however often the backend is opened and closed. */
export type ModelData = {
  tasks: TaskCommits;
  rawBodies: RawBodies;
  calls: Map<string, ModelCall>;
  values: ValueShelves;
  mail: Mail;
  /** The tasks that can't be read. */
  spoilt: Set<string>;
};

/**
 * The backend as the contracts tell it and nothing more: no disk, no speed, only maps. What other backends do is held
 * against it. It has no timers but for the pauses before an event comes again.
 */
export async function openModel(options: BackendOptions = {}, data = emptyData()): Promise<ModelBackend> {
  const { now = () => new Date(), redelivery } = options;
  const line = createLine();
  const alerts: string[] = [];
  const { bus, messages, stop } = createModelEventBus(data.mail, line, alerts, redelivery);
  const close = async () => {
    await stop();
    line.cut();
  };
  return {
    tasks: createModelTaskStore(data, line, alerts),
    calls: createModelModelCalls(data.calls, line),
    values: createModelSharedValues(data.values, line, now),
    bus,
    messages,
    alerts: () => alerts,
    spoil: async (taskId) => void data.spoilt.add(taskId),
    faults: line.faults,
    close,
    async reopen() {
      await close();
      return openModel(options, data);
    },
  };
}

function emptyData(): ModelData {
  return {
    tasks: new Map(),
    rawBodies: new Map(),
    calls: new Map(),
    values: new Map(),
    mail: { waiting: new Set(), dead: [] },
    spoilt: new Set(),
  };
}
