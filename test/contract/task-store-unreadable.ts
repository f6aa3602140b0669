import { Unusable } from "@frontdesk/shared/domain/errors";
import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { skip } from "@frontdesk/shared/domain/work";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { fullName, MORNING, moment, newChange, newRepo } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { type OpenBackend, openForTest, type SpoilableBackend } from "./test-backend.ts";
import { editing } from "./wishes.ts";

/** What the contract in `ports/task-store.ts` promises where a stored task can't be read. */
export function describeUnreadableTasks(name: string, open: OpenBackend<SpoilableBackend>): void {
  describe(`${name}: a task that can't be read`, () => {
    const openBackend = () => openForTest(() => open({ now: () => MORNING }));

    /** Created a minute apart, so that this is also the order in which they are due. */
    async function storeMinutely({ tasks }: SpoilableBackend, count: number, repo = newRepo()) {
      const changes = Array.from({ length: count }, (_, n) =>
        newChange({ repo, issue: n + 1 }, moment(after(MORNING, n * MINUTE))),
      );
      return (await Promise.all(changes.map((change) => tasks.create(change)))).map(({ task }) => task);
    }
    const idsOf = (tasks: Task[]) => tasks.map((task) => task.id);

    test("get, update and create reject with Unusable, which names it", async () => {
      const backend = await openBackend();
      const change = newChange();
      const { id } = (await backend.tasks.create(change)).task;
      await backend.spoil(id);
      for (const ask of [
        () => backend.tasks.get(id),
        () => backend.tasks.update(id, (task) => editing("It crashes on exit")(task, moment())),
        () => backend.tasks.create(change),
      ]) {
        const asked = ask();
        await expect(asked).rejects.toThrow(Unusable);
        await expect(asked).rejects.toThrow(id);
      }
    });

    test("due passes it over with an alert, and it takes no room in the limit", async () => {
      const backend = await openBackend();
      const ids = idsOf(await storeMinutely(backend, 6));
      const [first, second, third, fourth, fifth, sixth] = ids as [string, string, string, string, string, string];
      for (const id of [first, second, fourth]) await backend.spoil(id);
      const due = async (limit: number) => idsOf(await backend.tasks.due(after(MORNING, DAY), limit));

      expect(await due(1)).toEqual([third]);
      expect(backend.alerts()).toHaveLength(2);
      expect(await due(2)).toEqual([third, fifth]);
      expect(await due(3)).toEqual([third, fifth, sixth]);
      expect(await due(10)).toEqual([third, fifth, sixth]);
    });

    test("rested passes it over, and it takes no room in the limit", async () => {
      const backend = await openBackend();
      const ids = idsOf(await storeMinutely(backend, 3));
      for (const [n, id] of ids.entries()) {
        await backend.tasks.update(id, (task) => skip(task, moment(after(MORNING, HOUR + n)), "spam"));
      }
      await backend.spoil(String(ids[0]));
      expect(idsOf(await backend.tasks.rested(after(MORNING, DAY), 1))).toEqual([ids[1]]);
      expect(idsOf(await backend.tasks.rested(after(MORNING, DAY), 10))).toEqual([ids[1], ids[2]]);
      expect(backend.alerts()).toHaveLength(2);
    });

    test("a list passes it over on each page, and ends where it should", async () => {
      const backend = await openBackend();
      const repo = newRepo();
      const [oldest, older, spoilt, newer, newest] = await storeMinutely(backend, 5, repo);
      await backend.spoil(String(spoilt?.id));
      const page = (limit: number, from?: string) =>
        backend.tasks.list({ repo: fullName(repo) }, { limit, after: from });

      expect(await page(4)).toEqual({ tasks: [newest, newer, older, oldest] });
      const first = await page(2);
      expect(first).toEqual({ tasks: [newest, newer], next: expect.any(String) });
      expect(await page(1, first.next)).toEqual({ tasks: [older], next: expect.any(String) });
      expect(await page(2, first.next)).toEqual({ tasks: [older, oldest] });
      await backend.spoil(String(oldest?.id));
      const last = await page(1, first.next);
      expect(last).toEqual({ tasks: [older], next: expect.any(String) });
      expect(await page(1, last.next)).toEqual({ tasks: [] });
    });

    test("a watch goes on for all others", async () => {
      const backend = await openBackend();
      const [spoilt, sound] = (await storeMinutely(backend, 2)) as [Task, Task];
      const seen: Task[] = [];
      onTestFinished(await backend.tasks.watch((task) => void seen.push(task)));
      await backend.spoil(spoilt.id);
      const edited = granted(
        await backend.tasks.update(sound, (task) => editing("It crashes on exit")(task, moment())),
      );
      await eventually(() => expect(seen).toContainEqual(edited.task));
      expect(idsOf(seen)).not.toContain(spoilt.id);
    });

    test("the store can be opened again, also where it was held by a worker", async () => {
      const backend = await open({ now: () => MORNING });
      const held = await storeTaskIn(backend.tasks, "received, held by a worker");
      const sound = await storeTaskIn(backend.tasks, "received");
      await backend.spoil(held.id);
      const { tasks, close } = await backend.reopen();
      onTestFinished(close);
      expect(await tasks.get(sound.id)).toEqual(sound);
      await expect(tasks.get(held.id)).rejects.toThrow(Unusable);
    });
  });
}
