import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { newTask } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import { silentLog } from "../silent-log.ts";
import type { Scenario } from "./crash-everywhere.ts";
import { checkPromises, createPipelineWorld, livePipeline, type PipelineWorld } from "./pipeline-world.ts";

type StoredWorld = PipelineWorld & { backend?: Backend; reopen(): Promise<Backend>; remove(): void };

/** On the model: quick enough to die twice. */
export function onModel(): Scenario<PipelineWorld & Pick<Backend, "tasks" | "values">> {
  return {
    async open() {
      const { tasks, values } = await openModel();
      return Object.assign(createPipelineWorld(newTask().source), { tasks, values });
    },
    live: (world, process) => livePipeline(world, world, process),
    check: (world) => checkPromises(world, world.tasks),
    close: async () => {},
  };
}

/** What a killed process leaves behind is what was committed; opening it again is what the next process does. */
export function onSqlite(): Scenario<StoredWorld> {
  return {
    async open() {
      const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
      const world = createPipelineWorld(newTask().source);
      const open = () => openSqlite({ file: join(folder, "tasks.db"), log: silentLog, now: () => world.clock.now });
      return Object.assign(world, { reopen: open, remove: () => rmSync(folder, { recursive: true }) });
    },
    async live(world, process) {
      await world.backend?.close();
      world.backend = await world.reopen();
      await livePipeline(world, world.backend, process);
    },
    check: (world) => checkPromises(world, storeOf(world)),
    async close({ backend, remove }) {
      await backend?.close();
      remove();
    },
  };
}

function storeOf({ backend }: StoredWorld): TaskStore {
  if (!backend) throw new Error("nobody has lived in this world yet");
  return backend.tasks;
}
