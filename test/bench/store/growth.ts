import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRefusal, type Ruling } from "@frontdesk/shared/domain/change";
import { receive } from "@frontdesk/shared/domain/receive";
import type { Claimed, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { claim, complete, skip } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { newTask } from "../../contract/builders.ts";
import { table, withSpread } from "../bench.ts";
import { inRounds, ratios, spread } from "../rounds.ts";
import { fillWithFinishedTasks, REPOS, repoAt } from "./finished-tasks.ts";
import { openAt } from "./open-fresh.ts";

const FEW = 1_000;
const MANY = 1_000_000;
const ROOM_NEEDED = 6e9;
const ROUNDS = 15;
const CLIENTS = 50;
/** Enough for every round to bear checkpoints of its own, and not those of what was created before it. */
const TASKS_PER_ROUND = 2_000;
const DUE = 100;
const LOOKS_PER_ROUND = 20;

const OPERATIONS = ["claim", "complete", "due"] as const;
type Operation = (typeof OPERATIONS)[number];
/** Microseconds each. */
type Costs = Record<Operation, number>;

/** By how much claim, complete and due cost more beside a million finished tasks than beside a thousand: the worst of the three. */
export async function measureGrowth(print: (text: string) => void): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "frontdesk-bench-"));
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < ROOM_NEEDED) throw new Error(`${folder} has less than ${ROOM_NEEDED / 1e9} GB of room`);
    const few = join(folder, "few.db");
    const many = join(folder, "many.db");
    const start = performance.now();
    fillWithFinishedTasks(few, FEW);
    fillWithFinishedTasks(many, MANY);
    print(
      `\nMade the files in ${Math.round((performance.now() - start) / 1_000)} s. Each round: ${TASKS_PER_ROUND} new tasks by ${CLIENTS} clients, ${ROUNDS} rounds`,
    );
    return await compare(await openAt(few), await openAt(many), print);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(few: Backend, many: Backend, print: (text: string) => void): Promise<number> {
  await Promise.all([few, many].map(({ tasks }) => createTasks(tasks, DUE, new Date(0))));
  const contenders = { few: () => workOnNewTasks(few.tasks), many: () => workOnNewTasks(many.tasks) };
  const measured = await inRounds(contenders, ROUNDS);
  await Promise.all([few.close(), many.close()]);

  const costs = (name: keyof typeof measured, operation: Operation) => measured[name].map((cost) => cost[operation]);
  const growth = (operation: Operation) => ratios(costs("many", operation), costs("few", operation));
  const rows = OPERATIONS.map((operation) => [
    operation,
    withSpread(costs("few", operation)),
    withSpread(costs("many", operation)),
    withSpread(growth(operation)),
  ]);
  print(table(["cost, µs each", "beside 1,000 finished", "beside 1,000,000", "many : few"], rows));
  return Math.max(...OPERATIONS.map((operation) => spread(growth(operation)).median));
}

/** New tasks go from received to skipped, and each step is timed. Those that are due lie beside them. */
async function workOnNewTasks(tasks: TaskStore): Promise<Costs> {
  const received = await createTasks(tasks, TASKS_PER_ROUND, new Date());
  const held: Task[] = [];
  const claiming = await timePerItem(received, async ({ id }) => {
    held.push(await commit(tasks, id, (task) => claim(task, STAGES.triage, moment())));
  });
  const looking = await timePerItem(new Array(LOOKS_PER_ROUND).fill(0), async () => {
    const due = await tasks.due(new Date(), DUE);
    if (due.length < DUE) throw new Error(`${due.length} tasks are due, not ${DUE}`);
  });
  const completing = await timePerItem(held as Claimed<TaskIn<"received">>[], async (mine) => {
    await commit(tasks, mine.id, (task) =>
      complete(task, mine, moment(), (current) => skip(current, moment(), "spam")),
    );
  });
  return { claim: claiming, complete: completing, due: looking };
}

async function commit(tasks: TaskStore, id: string, rule: (task: Task) => Ruling): Promise<Task> {
  const ruled = await tasks.update(id, rule);
  if (isRefusal(ruled)) throw new Error(`refused: ${ruled.why}`);
  return ruled.task;
}

let issues = MANY;

async function createTasks(tasks: TaskStore, count: number, now: Date): Promise<Task[]> {
  const wanted = Array.from({ length: count }, () => newTask({ repo: repoAt(issues % REPOS), issue: ++issues }));
  const created = await Promise.all(wanted.map((task) => tasks.create(receive(task, { now, by: "bench" }))));
  return created.map(({ task }) => task);
}

/** Microseconds, with all clients at it. */
async function timePerItem<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  const waiting = items.values();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
  return ((performance.now() - start) / items.length) * 1_000;
}

function moment() {
  return { now: new Date(), by: "bench" };
}
