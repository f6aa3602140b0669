import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { newTask } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import type { Scenario } from "./crash-everywhere.ts";
import type { FakeCodeHost } from "./fake-code-host.ts";
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

/** What GitHub does to a post, in words that end a sentence. */
export const FAULTS: [does: string, fault: (github: FakeCodeHost) => void][] = [
  ["loses its answer", ({ faults }) => faults.push("lost answer")],
  ["answers 500, and has made nothing", ({ faults }) => faults.push("failed")],
  [
    "loses its answer and shows the comment late",
    (github) => {
      github.faults.push("lost answer");
      github.lagBehind(2);
    },
  ],
  [
    "shows the comment after the last look",
    (github) => {
      github.faults.push("lost answer");
      github.lagBehind(4);
    },
  ],
  ["turns down our token", ({ faults }) => faults.push("bad token")],
  ["has had enough of us", ({ faults }) => faults.push({ limit: new Date("2026-11-20T08:05:00Z") })],
  ["fails in every way, one after the other", ({ faults }) => faults.push("bad token", "failed", "lost answer")],
];

/** The same, where GitHub does that in each of its worlds. */
export function withFault<W extends PipelineWorld>(
  scenario: Scenario<W>,
  fault: (github: FakeCodeHost) => void,
): Scenario<W> {
  return {
    ...scenario,
    async open() {
      const world = await scenario.open();
      fault(world.github);
      return world;
    },
  };
}

function storeOf({ backend }: StoredWorld): TaskStore {
  if (!backend) throw new Error("nobody has lived in this world yet");
  return backend.tasks;
}
