import type { Task } from "@frontdesk/shared/domain/task";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { moment, newChange } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { editing } from "./wishes.ts";

export function testWatch(store: () => TaskStore): void {
  /** What a watch gives, until the test ends. */
  async function watching(id?: string) {
    const seen: Task[] = [];
    const stop = await store().watch((task) => void seen.push(task), id);
    onTestFinished(stop);
    const newestOf = (task: Task) => seen.filter((one) => one.id === task.id).at(-1);
    return { seen, stop, newestOf };
  }

  async function edit(task: Task, title: string): Promise<Task> {
    return granted(await store().update(task.id, (now) => editing(title)(now, moment()))).task;
  }

  test("gives every task that is committed, as it is stored: created or changed", async () => {
    const { newestOf } = await watching();
    const { task: one } = await store().create(newChange());
    const { task: other } = await store().create(newChange());
    await eventually(() => expect([newestOf(one), newestOf(other)]).toEqual([one, other]));

    const edited = await edit(one, "It crashes on exit");
    await eventually(() => expect(newestOf(one)).toEqual(edited));
  });

  test("gives nothing of what was committed before it began", async () => {
    const { task: old } = await store().create(newChange());
    const { seen, newestOf } = await watching();
    const { task: fresh } = await store().create(newChange());

    await eventually(() => expect(newestOf(fresh)).toEqual(fresh));
    expect(seen.map((task) => task.id)).not.toContain(old.id);
  });

  test("gives with an id that task only", async () => {
    const { task: mine } = await store().create(newChange());
    const { seen, newestOf } = await watching(mine.id);
    await storeTaskIn(store(), "approved");
    const edited = await edit(mine, "It crashes on exit");

    await eventually(() => expect(newestOf(mine)).toEqual(edited));
    expect(new Set(seen.map((task) => task.id))).toEqual(new Set([mine.id]));
  });

  test("gives with the id of a task that is yet to come its creation", async () => {
    const change = newChange();
    const { newestOf } = await watching(change.task.id);
    const { task } = await store().create(change);
    await eventually(() => expect(newestOf(task)).toEqual(task));
  });

  test("gives the newest version at last, and never goes back, however quickly they follow each other", async () => {
    const tasks = await Promise.all([1, 2, 3].map(async () => (await store().create(newChange())).task));
    const all = await watching();
    const ofFirst = await watching(tasks[0]?.id);
    const edits = tasks.flatMap((task) => Array.from({ length: 20 }, (_, n) => edit(task, `It crashes ${n} times`)));
    await Promise.all(edits);

    for (const task of tasks) await eventually(() => expect(all.newestOf(task)).toMatchObject({ version: 21 }));
    await eventually(() => expect(ofFirst.newestOf(tasks[0] as Task)).toMatchObject({ version: 21 }));
    for (const seen of [...tasks.map((task) => all.seen.filter(({ id }) => id === task.id)), ofFirst.seen]) {
      const versions = seen.map((task) => task.version);
      expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
    }
  });

  test("can be had by any number at once", async () => {
    const [one, other] = [await watching(), await watching()];
    const task = await storeTaskIn(store(), "posted");
    await eventually(() => expect([one.newestOf(task), other.newestOf(task)]).toEqual([task, task]));
  });

  test("ends when the returned function is called, which may be called again", async () => {
    const ended = await watching();
    const going = await watching();
    ended.stop();
    ended.stop();
    const { task } = await store().create(newChange());

    await eventually(() => expect(going.newestOf(task)).toEqual(task));
    expect(ended.seen).toEqual([]);
  });

  test("is never called after the returned function was, whatever is on its way", async () => {
    const [seenByOne, seenByOther]: Task[][] = [[], []];
    const stops: (() => void)[] = [];
    const stopAll = () => {
      for (const stop of stops) stop();
    };
    onTestFinished(stopAll);
    const watchAndStopAll = (seen: Task[] | undefined) =>
      store().watch((task) => {
        seen?.push(task);
        stopAll();
      });
    stops.push(await watchAndStopAll(seenByOne), await watchAndStopAll(seenByOther));
    const going = await watching();
    const { task } = await store().create(newChange());
    const edited = await edit(task, "It crashes on exit");

    await eventually(() => expect(going.newestOf(task)).toEqual(edited));
    await eventually(() => expect([seenByOne, seenByOther].flat()).toHaveLength(1));
  });
}
