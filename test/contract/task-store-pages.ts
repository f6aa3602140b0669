import { after } from "@frontdesk/shared/domain/time";
import { skip } from "@frontdesk/shared/domain/work";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { fullName, MORNING, moment, newChange, newRepo } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { claiming } from "./wishes.ts";

/** Far more pages than any test here fills: a list that never ends fails instead of hanging. */
const MOST_PAGES = 100;

export function testPages(store: () => TaskStore): void {
  /** Newest first. `apart` is the milliseconds between their creations. */
  async function storeIssues(repo: ReturnType<typeof newRepo>, count: number, apart = 1_000) {
    const created = Array.from({ length: count }, (_, n) =>
      store().create(newChange({ repo, issue: n + 1 }, moment(after(MORNING, n * apart)))),
    );
    return (await Promise.all(created)).map(({ task }) => task).reverse();
  }

  async function pages(filter: TaskFilter, limit: number): Promise<string[][]> {
    const found: string[][] = [];
    for (let next: string | undefined; found.length < MOST_PAGES; ) {
      const page = await store().list(filter, { limit, ...(next !== undefined && { after: next }) });
      found.push(page.tasks.map((task) => task.id));
      next = page.next;
      if (next === undefined) return found;
    }
    throw new Error(`still not at the end after ${MOST_PAGES} pages`);
  }

  test("follow each other to the end, without a gap and without a repetition", async () => {
    const repo = newRepo();
    const ids = (await storeIssues(repo, 7)).map((task) => task.id);
    expect(await pages({ repo: fullName(repo) }, 3)).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    expect(await pages({ repo: fullName(repo) }, 1)).toEqual(ids.map((id) => [id]));
  });

  test("have a next one exactly if there is more", async () => {
    const repo = newRepo();
    await storeIssues(repo, 3);
    const { next: more } = await store().list({ repo: fullName(repo) }, { limit: 2 });
    const { next: none } = await store().list({ repo: fullName(repo) }, { limit: 3 });

    expect(more).toEqual(expect.any(String));
    expect(none).toBeUndefined();
    expect(await store().list({ repo: fullName(newRepo()) }, { limit: 2 })).toEqual({ tasks: [] });
  });

  test("give each task once also where all were created at the same moment", async () => {
    const repo = newRepo();
    const tasks = await storeIssues(repo, 11, 0);
    const found = (await pages({ repo: fullName(repo) }, 3)).flat();
    expect(found.toSorted()).toEqual(tasks.map((task) => task.id).toSorted());
  });

  test("hold to the filter", async () => {
    const repo = newRepo();
    const tasks = await storeIssues(repo, 6);
    const skipped = tasks.filter((_, n) => n % 2 === 0);
    for (const task of skipped) await skipOver(task.id);
    const rest = tasks.filter((_, n) => n % 2 === 1).map((task) => task.id);
    expect(await pages({ repo: fullName(repo), state: "received" }, 2)).toEqual([rest.slice(0, 2), rest.slice(2)]);
  });

  test("without a filter give every task of the store exactly once", async () => {
    const repo = newRepo();
    const tasks = await storeIssues(repo, 5);
    const found = (await pages({}, 200)).flat();
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(tasks.map((task) => task.id)));
  });

  test("go on behind the last task when tasks have come and moved meanwhile", async () => {
    const repo = newRepo();
    const ids = (await storeIssues(repo, 7)).map((task) => task.id);
    const first = await store().list({ repo: fullName(repo) }, { limit: 3 });

    await storeTaskIn(store(), "drafted", { repo, issue: 90 }, after(MORNING, 3_600_000));
    for (const id of [ids[2], ids[3], ids[6]]) await claimIn(id as string);

    const second = await store().list({ repo: fullName(repo) }, { limit: 3, after: first.next });
    const third = await store().list({ repo: fullName(repo) }, { limit: 3, after: second.next });
    expect([first, second, third].map(({ tasks }) => tasks.map((task) => task.id))).toEqual([
      ids.slice(0, 3),
      ids.slice(3, 6),
      ids.slice(6),
    ]);
  });

  test("go on also when the last task no longer matches", async () => {
    const repo = newRepo();
    const ids = (await storeIssues(repo, 4)).map((task) => task.id);
    const filter = { repo: fullName(repo), state: "received" } as const;
    const first = await store().list(filter, { limit: 2 });
    await skipOver(ids[1] as string);

    const second = await store().list(filter, { limit: 2, after: first.next });
    expect(second.tasks.map((task) => task.id)).toEqual(ids.slice(2));
  });

  test.each(["", "nonsense", "{}", "bnVsbA==", "🐛", "9999999999999999999999"])(
    "reject with a RangeError a cursor that no list gave: %j",
    async (after) => {
      await expect(store().list({}, { limit: 3, after })).rejects.toThrow(RangeError);
    },
  );

  test("can have 1 to 200 tasks", async () => {
    const repo = newRepo();
    await storeIssues(repo, 201);
    expect((await store().list({ repo: fullName(repo) }, { limit: 1 })).tasks).toHaveLength(1);
    const page = await store().list({ repo: fullName(repo) }, { limit: 200 });
    expect(page.tasks).toHaveLength(200);
    expect(page.next).toBeDefined();
  });

  test.each([0, -1, 201, 1.5, Number.NaN])("can't have %d tasks: a RangeError", async (limit) => {
    await expect(store().list({}, { limit })).rejects.toThrow(RangeError);
  });

  async function claimIn(id: string) {
    granted(await store().update(id, (task) => claiming("triage")(task, moment())));
  }

  async function skipOver(id: string) {
    granted(await store().update(id, (task) => skip(task, moment(), "nothing to say")));
  }
}
