import { isRefusal, type Moment } from "@frontdesk/shared/domain/change";
import { approve, reject } from "@frontdesk/shared/domain/decide";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { MORNING, moment, newChange } from "./builders.ts";
import { storeTaskIn } from "./journeys.ts";
import { asking, claiming, editing, verdictOn } from "./wishes.ts";

export function testRaces(store: () => TaskStore): void {
  test("C11: of 100 concurrent claims of one task one wins, and the others are told that it is held", async () => {
    const { task } = await store().create(newChange());
    const workers = Array.from({ length: 100 }, (_, n) => moment(MORNING, `worker ${n}`));
    const of = (n: number) => (n % 2 ? task : task.id);
    const rulings = await Promise.all(
      workers.map((at, n) => store().update(of(n), (now) => claiming("triage")(now, at))),
    );

    const won = rulings.filter((ruling) => !isRefusal(ruling));
    expect(won).toHaveLength(1);
    expect(rulings.filter((ruling) => isRefusal(ruling) && ruling.because === "leased")).toHaveLength(99);
    expect(won).toEqual([{ task: await store().get(task.id), entry: (await store().history(task.id)).at(-1) }]);
    expect(await store().history(task.id)).toHaveLength(2);
  });

  test("of 50 concurrent changes of one task none is lost", async () => {
    const { task } = await store().create(newChange());
    const titles = Array.from({ length: 50 }, (_, n) => `It crashes ${n} times`);
    const rulings = await Promise.all(
      titles.map((title) => store().update(task.id, (now) => editing(title)(now, moment()))),
    );

    expect(rulings.filter(isRefusal)).toEqual([]);
    expect(await store().get(task.id)).toMatchObject({ version: 51, inputRevision: 50 });
    const commitIds = (await store().history(task.id)).map((entry) => entry.commitId);
    expect(new Set(commitIds).size).toBe(51);
  });

  test("a verdict against a verdict: one wins, and the other is refused", async () => {
    const approving = asking((task, at) => approve(task, verdictOn(task, "approve", at), at));
    const rejecting = asking((task, at) => reject(task, verdictOn(task, "reject", at), at, "no"));
    const at: Moment = moment(MORNING, "grace");
    const races = Array.from({ length: 20 }, async () => {
      const task = await storeTaskIn(store(), "awaiting_approval");
      const wishes = [approving, rejecting];
      const rulings = await Promise.all(wishes.map((wish) => store().update(task, (now) => wish(now, at))));
      return rulings.filter(isRefusal).map((refusal) => refusal.because);
    });

    expect(await Promise.all(races)).toEqual(races.map(() => ["state"]));
  });

  test("of concurrent changes that are tried once, those that came late are raced and leave nothing", async () => {
    const { task } = await store().create(newChange());
    const titles = Array.from({ length: 30 }, (_, n) => `It crashes ${n} times`);
    const rulings = await Promise.all(
      titles.map((title) => store().update(task, (now) => editing(title)(now, moment()), { once: true })),
    );

    const refusals = rulings.filter(isRefusal);
    expect(refusals.map((refusal) => refusal.because)).toEqual(Array(29).fill("raced"));
    expect(await store().history(task.id)).toHaveLength(2);
  });
}
