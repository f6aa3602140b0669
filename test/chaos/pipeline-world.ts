import { onReplyApproved } from "@frontdesk/approval/desk/on-reply-approved";
import { onReplyDrafted } from "@frontdesk/approval/desk/on-reply-drafted";
import { onTaskTriaged } from "@frontdesk/respond/on-task-triaged";
import { isSigned } from "@frontdesk/shared/domain/decision";
import type { Event } from "@frontdesk/shared/domain/events";
import { type IssueContent, isMoving, type Source, type Task } from "@frontdesk/shared/domain/task";
import { isLegal } from "@frontdesk/shared/domain/transitions";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { EventPublisher } from "@frontdesk/shared/ports/event-bus";
import type { Model } from "@frontdesk/shared/ports/model";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { newTraceparent } from "@frontdesk/shared/telemetry/trace";
import { onTaskReceived } from "@frontdesk/triage/on-task-received";
import { expect } from "vitest";
import { createFakeCodeHost, type FakeCodeHost, placeOf } from "./fake-code-host.ts";
import { createFakeModel } from "./fake-model.ts";
import type { MortalProcess } from "./mortal-process.ts";

/** What outlives a process, beside the store: GitHub, the clock, and the hints that are under way. */
export type PipelineWorld = {
  github: FakeCodeHost;
  clock: { now: Date };
  hints: Event[];
  source: Source;
  /** As the webhook tells it. */
  issue: IssueContent;
  /** Made anew for each process. */
  openModel: () => Model;
  /** What the services of this world are started with beyond the ports. */
  decisionKey: string;
  /** GitHub has had its 202. Until then it is as if the webhook was never sent, and it is sent again. */
  isAccepted: boolean;
};

type Store = Pick<Backend, "tasks" | "values">;

const ISSUE = { title: "How do I log in?", body: "I can't find the button.", state: "open" as const };
const MOST_ROUNDS = 300;

export function createPipelineWorld(
  source: Source,
  { issue = ISSUE, openModel = createFakeModel }: Partial<Pick<PipelineWorld, "issue" | "openModel">> = {},
): PipelineWorld {
  const github = createFakeCodeHost();
  github.setIssue(placeOf(source), issue);
  const clock = { now: new Date("2026-11-20T08:00:00Z") };
  return { github, clock, hints: [], source, issue, openModel, decisionKey: "k".repeat(32), isAccepted: false };
}

/** One process: takes the webhook if it was not taken yet, then does all that there is to do, letting time pass when it must. */
export async function livePipeline(world: PipelineWorld, store: Store, process: MortalProcess): Promise<void> {
  const now = () => world.clock.now;
  const bus: EventPublisher = process.through("bus", { publish: async (event) => void world.hints.push(event) });
  const tasks = process.through("tasks", store.tasks);
  const values = process.through("values", store.values);
  const codeHost = process.through("github", world.github.codeHost);
  const stopping = new AbortController().signal;
  const model = process.through("model", world.openModel());
  const web = "https://github.com";
  const deps = {
    tasks,
    values,
    model,
    web,
    bus,
    codeHost,
    decisionKey: world.decisionKey,
    log: silentLog,
    now,
    stopping,
  };
  const handle = (event: Event): Promise<unknown> => {
    switch (event.type) {
      case "task.received":
        return onTaskReceived(event, deps);
      case "task.triaged":
        return onTaskTriaged(event, deps);
      case "reply.drafted":
        return onReplyDrafted(event, deps);
      case "reply.approved":
        return onReplyApproved(event, deps);
      case "replay.asked":
      case "replay.sorted":
      case "thread.changed":
      case "repository.changed":
      case "installation.changed":
        return Promise.resolve();
    }
  };

  if (!world.isAccepted) {
    await receiveTask({ source: world.source, issue: world.issue, traceparent: newTraceparent() }, deps);
    world.isAccepted = true;
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let hint = world.hints.shift(); hint; hint = world.hints.shift()) await handle(hint);
    const next = await nextDue(world, store.tasks);
    if (!next) return;
    if (next > world.clock.now) world.clock.now = next;
    await sweep(deps);
  }
  throw new Error(`still not at rest after ${MOST_ROUNDS} sweeps`);
}

/** I1 to I4, for a world whose policy asks for nobody and whose GitHub forgets nothing. Resolves with the task. */
export async function checkPromises(
  world: PipelineWorld,
  store: TaskStore,
  ends: readonly Task["state"][] = ["posted", "parked"],
): Promise<Task> {
  const [task, ...others] = await allTasks(world, store);
  expect(others).toEqual([]);
  if (!task) throw new Error("accepted, and lost");
  expect(ends).toContain(task.state);
  expect(isMoving(task)).toBe(false);

  const comments = world.github.commentsAt(placeOf(world.source)).filter(({ byUs }) => byUs);
  expect(comments.length).toBeLessThanOrEqual(1);
  if (task.state === "posted") {
    expect(comments.map(({ body }) => body)).toEqual([task.plan.body]);
    expect(task.decision.digest).toBe(task.plan.digest);
    expect(isSigned({ taskId: task.id, revision: task.plan.revision }, task.decision, world.decisionKey)).toBe(true);
  }

  const history = await store.history(task.id);
  expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
  for (const [index, entry] of history.entries()) {
    expect(entry.from).toBe(history[index - 1]?.to ?? "none");
    expect(isLegal(entry.transition, entry.from, entry.to)).toBe(true);
  }
  return task;
}

async function allTasks({ source }: PipelineWorld, store: TaskStore): Promise<Task[]> {
  const { tasks: found } = await store.list({ thread: { repoId: source.repo.id, issue: source.issue } }, { limit: 10 });
  return found;
}

async function nextDue(world: PipelineWorld, store: TaskStore): Promise<Date | undefined> {
  const moving = (await allTasks(world, store)).filter(isMoving);
  return moving.map(({ dueAt }) => dueAt).sort((one, other) => one.getTime() - other.getTime())[0];
}
