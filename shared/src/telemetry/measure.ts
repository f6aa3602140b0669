import { isRefusal } from "../domain/change.ts";
import { SECOND } from "../domain/limits.ts";
import type { Repo } from "../domain/repository.ts";
import type { Task } from "../domain/task.ts";
import type { ModelCalls } from "../ports/model-calls.ts";
import type { StoredEntry, TaskStore } from "../ports/task-store.ts";
import type { Counter, Meters } from "./meters.ts";

/** So many tasks' repositories are remembered, for their calls: a call knows only its task. */
const MOST_REMEMBERED = 2_000;

/**
 * The same stores, where each change of a task and each call of a model is counted, whoever makes it: what is committed is
 * what happened, so no step has to count for itself.
 */
export function measured<S extends { tasks: TaskStore; calls: ModelCalls }>(stores: S, meters: Meters): S {
  const { tasks, calls } = stores;
  const repos = new Map<string, Repo>();
  const remember = ({ id, source }: Task) => {
    repos.delete(id);
    repos.set(id, source);
    const [oldest] = repos.keys();
    if (repos.size > MOST_REMEMBERED && oldest !== undefined) repos.delete(oldest);
  };

  return {
    ...stores,
    tasks: {
      ...tasks,
      async create(...wanted) {
        const created = await tasks.create(...wanted);
        if (created.is === "created") meters.add(created.task.source, "received");
        return created;
      },
      async get(id) {
        const task = await tasks.get(id);
        if (task) remember(task);
        return task;
      },
      async update(of, rule, options) {
        let before: Task | undefined;
        const noting = (task: Task) => {
          before = task;
          return rule(task);
        };
        const ruled = await tasks.update(of, noting, options);
        if (!isRefusal(ruled)) {
          remember(ruled.task);
          countChange(before, ruled.task, ruled.entry, meters);
        }
        return ruled;
      },
    },
    calls: {
      ...calls,
      async record(call) {
        await calls.record(call);
        const repo = repos.get(call.taskId);
        if (!repo || call.ended === undefined || call.ended === "running") return;
        meters.add(repo, `call ${call.ended}`);
        meters.add(repo, "micros", call.costMicros);
        meters.add(repo, "tokens", call.tokens.input);
        meters.add(repo, "cached tokens", call.tokens.cached);
      },
    },
  };
}

const COUNTED: { [transition in StoredEntry["transition"]]?: Counter } = {
  skip: "skipped",
  approve: "approved",
  "approve with edit": "edited",
  reject: "rejected",
  "send back": "sent back",
  posted: "posted",
  refused: "turned down",
  "give up looking": "unknown if posted",
};

function countChange(
  before: Task | undefined,
  task: Task,
  { transition, at }: Pick<StoredEntry, "transition" | "at">,
  meters: Meters,
): void {
  const { source } = task;
  const counter = COUNTED[transition];
  if (counter) meters.add(source, counter);
  // A redraft says nothing about how long somebody waited for the first one.
  if (transition === "draft" && task.state === "drafted" && task.plan.revision === 1) {
    meters.add(source, "drafted");
    meters.time(source, "draft", (at.getTime() - task.createdAt.getTime()) / SECOND);
  }
  const isDecided = ["approve", "approve with edit", "reject", "send back"].includes(transition);
  if (isDecided && before?.state === "awaiting_approval") {
    meters.time(source, "decision", (at.getTime() - before.ask.askedAt.getTime()) / SECOND);
  }
}
