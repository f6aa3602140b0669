import { ANNOUNCE_AFTER, DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { isMoving } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { moment, newChange } from "./builders.ts";
import { STOPS, storeTaskIn, taskIn } from "./journeys.ts";

/**
 * `due` asks for all tasks of the store, so each test here lives in an era of its own, long before the others: whatever
 * they leave behind is not due yet.
 */
let eras = 0;

function newEra(): Date {
  eras += 1;
  return after(new Date("2000-01-01T00:00:00.000Z"), -eras * 365 * DAY);
}

export function testDue(store: () => TaskStore): void {
  const dueIds = async (now: Date, limit = 100) => (await store().due(now, limit)).map((task) => task.id);

  /** Created a minute apart, the first at the era's beginning: each is due `ANNOUNCE_AFTER` after its creation. */
  async function storeMinutely(era: Date, count: number) {
    const created = Array.from({ length: count }, (_, n) =>
      store().create(newChange({}, moment(after(era, n * MINUTE)))),
    );
    return (await Promise.all(created)).map(({ task }) => task);
  }

  test("gives tasks from the moment on at which they are due, as they are stored", async () => {
    const era = newEra();
    const [task] = await storeMinutely(era, 1);
    const dueAt = after(era, ANNOUNCE_AFTER);

    expect(task).toMatchObject({ dueAt });
    expect(await store().due(after(dueAt, -1), 10)).toEqual([]);
    expect(await store().due(dueAt, 10)).toEqual([task]);
    expect(await store().due(after(dueAt, DAY), 10)).toEqual([task]);
  });

  test("gives the longest due first, in whatever order they came", async () => {
    const era = newEra();
    const ids = (await storeMinutely(era, 6)).map((task) => task.id);
    const late = await store().create(newChange({}, moment(after(era, -DAY))));
    expect(await dueIds(after(era, DAY))).toEqual([late.task.id, ...ids]);
  });

  test("never gives more than the limit, and then the longest due", async () => {
    const era = newEra();
    const ids = (await storeMinutely(era, 6)).map((task) => task.id);
    expect(await dueIds(after(era, DAY), 4)).toEqual(ids.slice(0, 4));
    expect(await dueIds(after(era, DAY), 1)).toEqual(ids.slice(0, 1));
  });

  test("goes by when a task is due now, not by when it was", async () => {
    const era = newEra();
    const { id, dueAt } = await storeTaskIn(store(), "received, held by a worker", {}, era);

    expect(dueAt > after(era, ANNOUNCE_AFTER)).toBe(true);
    expect(await dueIds(after(dueAt, -1))).toEqual([]);
    expect(await dueIds(dueAt)).toEqual([id]);
  });

  test.each(STOPS)("gives tasks that move, never those that rest: %s", async (stop) => {
    const era = newEra();
    const task = await storeTaskIn(store(), stop, {}, era);
    expect(await dueIds(after(era, 200 * DAY))).toEqual(isMoving(taskIn(stop)) ? [task.id] : []);
  });

  test("gives nothing where nothing is due", async () => {
    expect(await store().due(newEra(), 10)).toEqual([]);
  });
}
