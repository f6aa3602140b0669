import { isRefusal, type Moment } from "@frontdesk/shared/domain/change";
import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { receive } from "@frontdesk/shared/domain/receive";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { type Claimed, isClaimed, isMoving, type Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { isWorked } from "@frontdesk/shared/domain/work";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect } from "vitest";
import { fullName, MORNING, newRepo, newTask } from "./builders.ts";
import { granted, type Stop, stepsTo } from "./journeys.ts";
import type { Random } from "./random.ts";
import { drawClaim, drawOutsideFact, drawPersonsWish, drawWork } from "./random-wishes.ts";
import type { Wish } from "./wishes.ts";

/** A commit that the store said it made, and how to make it again elsewhere. */
export type Acknowledged = { taskId: string; commitId: string; repeat: (tasks: TaskStore) => Promise<unknown> };

export type Story = ReturnType<typeof createStory>;

/** Where the tasks are when the clients begin, so that no way is too long to be gone to its end. */
const BEGINNINGS = ["received", "drafted", "awaiting_approval", "approved"] as const satisfies Stop[];

/** What clients do to a few tasks of one store, and what the store said to it. Reads are checked on the spot. */
export function createStory(tasks: TaskStore) {
  const repo = newRepo();
  const wanted = BEGINNINGS.map((_, n) => newTask({ repo, issue: n + 1 }));
  const ids = wanted.map(({ id }) => id);
  const acknowledged: Acknowledged[] = [];
  /** The newest version that was acknowledged: whoever reads from then on must see this one or a later one. */
  const floors = new Map<string, number>();
  let now = MORNING;

  const acknowledge = (task: Task, repeat: Acknowledged["repeat"]) => {
    acknowledged.push({ taskId: task.id, commitId: task.commitId, repeat });
    floors.set(task.id, Math.max(floors.get(task.id) ?? 0, task.version));
  };

  const create = async (n: number, at: Moment) => {
    const change = receive(wanted[n] as (typeof wanted)[number], at);
    const { is, task } = await tasks.create(change);
    if (is === "created") acknowledge(task, (model) => model.create(change));
    else expect(is).toBe("known");
  };

  const bring = async (id: string, stop: Stop) => {
    for (const step of stepsTo(stop)) {
      acknowledge(granted(await tasks.update(id, step)).task, (model) => model.update(id, step));
    }
  };

  function client(by: string, random: Random) {
    const seen = new Map<string, Task>();
    const held = new Map<string, Claimed>();
    const moment = (): Moment => {
      now = after(now, random.below(1_000) + (random.below(60) ? 0 : random.pick([MINUTE, 5 * MINUTE, DAY])));
      return { now, by };
    };

    const want = async (id: string, wish: Wish) => {
      const at = moment();
      const rule = (task: Task) => wish(task, at);
      const inHand = seen.get(id);
      const of = inHand && random.below(2) ? inHand : id;
      const ruling = await tasks.update(of, rule, { once: random.below(5) === 0 });
      if (isRefusal(ruling)) return;
      acknowledge(ruling.task, (model) => model.update(id, rule));
      seen.set(id, ruling.task);
      if (isWorked(ruling.task) && isClaimed(ruling.task)) held.set(id, ruling.task);
    };

    const look = async (id: string): Promise<Task> => {
      const floor = floors.get(id) ?? 0;
      const task = await tasks.get(id);
      if (!task) throw new Error(`${id} was created, and is not there`);
      expect(task.version, `${id} is at least as new as was acknowledged`).toBeGreaterThanOrEqual(floor);
      seen.set(id, task);
      return task;
    };

    const operations: ((id: string) => Promise<unknown>)[] = [
      ...Array(6).fill(async (id: string) => want(id, drawClaim(await look(id), random))),
      ...Array(3).fill(async (id: string) => want(id, drawPersonsWish(await look(id), random))),
      (id) => want(id, drawOutsideFact(random)),
      (id) => create(ids.indexOf(id), moment()),
      async () => {
        const at = moment().now;
        const due = await tasks.due(at, 3);
        expect(due.length).toBeLessThanOrEqual(3);
        const times = due.map((task) => (isMoving(task) ? task.dueAt.getTime() : Number.POSITIVE_INFINITY));
        expect(times).toEqual(times.filter((time) => time <= at.getTime()).toSorted((one, other) => one - other));
        for (const { id } of due) await want(id, sweepTask);
      },
      async () => {
        const before = new Map(floors);
        const page = await tasks.list({ repo: fullName(repo) }, { limit: 200 });
        expect(page.tasks.map((task) => task.id).toSorted()).toEqual(ids.toSorted());
        for (const { id, version } of page.tasks) expect(version).toBeGreaterThanOrEqual(before.get(id) ?? 0);
      },
      async (id) => {
        const earlier = (await tasks.history(id, 1))[0];
        const task = await look(id);
        const entries = await tasks.history(id);
        expect(task.version, "a task is never behind its history").toBeGreaterThanOrEqual(earlier?.version ?? 1);
        expect(entries[task.version - 1]?.commitId, "nor its history behind it").toBe(task.commitId);
      },
    ];

    /** Who holds a task mostly works on it next, or else nothing would ever get far. */
    const act = async () => {
      const [mine] = held.values();
      if (!mine || random.below(4) === 0) return random.pick(operations)(random.pick(ids));
      held.delete(mine.id);
      return want(mine.id, drawWork(mine, random));
    };
    return { act };
  }

  return {
    ids,
    acknowledged,
    /** Everybody may do so at once. */
    createAll: () => Promise.all(ids.map((_, n) => create(n, { now, by: "ingest" }))),
    begin: () => Promise.all(BEGINNINGS.map((stop, n) => bring(ids[n] as string, stop))),
    client,
  };
}
