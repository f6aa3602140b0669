import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { moment, newChange, newTask } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { editing } from "./wishes.ts";

/** What a history gives if nobody says how much of it is wanted. */
const UNLESS_TOLD = 1_000;

export function testHistory(store: () => TaskStore): void {
  test("is every change, oldest first", async () => {
    const task = await storeTaskIn(store(), "approved");
    const history = await store().history(task.id);

    expect(history.map(({ version, transition, from, to }) => [version, transition, from, to])).toEqual([
      [1, "create", "none", "received"],
      [2, "claim", "received", "received"],
      [3, "triage", "received", "triaged"],
      [4, "claim", "triaged", "triaged"],
      [5, "draft", "triaged", "drafted"],
      [6, "claim", "drafted", "drafted"],
      [7, "ask", "drafted", "awaiting_approval"],
      [8, "approve", "awaiting_approval", "approved"],
    ]);
    expect(history.at(-1)).toMatchObject({ commitId: task.commitId, at: task.updatedAt, why: task.why, by: "test" });
  });

  test("is the newest of it where there is more than the limit, still oldest first", async () => {
    const task = await storeTaskIn(store(), "approved");
    const versions = async (limit: number) => (await store().history(task.id, limit)).map((entry) => entry.version);

    expect(await versions(3)).toEqual([6, 7, 8]);
    expect(await versions(1)).toEqual([8]);
    expect(await versions(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await versions(9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test(`is the newest ${UNLESS_TOLD} of it if no limit is given`, async () => {
    let { task }: { task: Task } = await store().create(newChange());
    for (const nth of Array(UNLESS_TOLD + 1).keys()) {
      const edit = (now: Task) => editing(`It crashes ${nth} times`)(now, moment());
      ({ task } = granted(await store().update(task, edit)));
    }
    const history = await store().history(task.id);

    expect(history).toHaveLength(UNLESS_TOLD);
    expect(history[0]?.version).toBe(3);
    expect(history.at(-1)?.version).toBe(UNLESS_TOLD + 2);
  });

  test("is empty for a task that isn't there", async () => {
    expect(await store().history(newTask().id)).toEqual([]);
  });

  test("keeps the changes of different tasks apart", async () => {
    const [one, other] = await Promise.all([storeTaskIn(store(), "triaged"), storeTaskIn(store(), "received")]);
    expect(await store().history(one.id)).toHaveLength(3);
    expect(await store().history(other.id)).toHaveLength(1);
  });
}
