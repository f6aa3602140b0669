import type { Change } from "@frontdesk/shared/domain/change";
import { DAY } from "@frontdesk/shared/domain/limits";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { fullName, MORNING, moment, newChange } from "./builders.ts";
import { granted, type Stop, storeTaskIn } from "./journeys.ts";
import { claiming } from "./wishes.ts";

/** What a careless caller does to a task. */
function spoil(task: Task | undefined): void {
  if (!task) throw new Error("there should have been a task to spoil");
  task.issue.title = "spoilt";
  task.source.repo.owner = "spoilt";
  task.createdAt.setTime(0);
}

type Given = (store: TaskStore, task: Task) => Promise<Task | undefined>;

const GIVEN: [string, Stop, Given][] = [
  ["get", "drafted", (store, { id }) => store.get(id)],
  [
    "create, of a known task,",
    "drafted",
    async (store, { source }) => {
      const { repo, objectId } = source;
      return (await store.create(newChange({ repo, objectId }))).task;
    },
  ],
  [
    "list",
    "drafted",
    async (store, { source }) => (await store.list({ repo: fullName(source.repo) }, { limit: 1 })).tasks[0],
  ],
  ["due", "drafted", async (store, { id }) => byId(await store.due(after(MORNING, DAY), MANY), id)],
  ["rested", "rejected", async (store, { id }) => byId(await store.rested(after(MORNING, DAY), MANY), id)],
];

const MANY = 100_000;

function byId(tasks: Task[], id: string): Task | undefined {
  return tasks.find((task) => task.id === id);
}

export function testCopies(store: () => TaskStore): void {
  async function expectUnspoilt(task: Task) {
    expect(await store().get(task.id)).toEqual(task);
  }

  test.each(GIVEN)("are the caller's: what %s gave can be changed", async (_, stop, given) => {
    const task = await storeTaskIn(store(), stop);
    spoil(await given(store(), task));
    await expectUnspoilt(task);
  });

  test("are the caller's: what create gave and was given can be changed", async () => {
    const change = newChange();
    const { task } = await store().create(change);
    const stored = structuredClone(task);
    spoil(task);
    spoil(change.task);
    change.entry.why = "spoilt";
    await expectUnspoilt(stored);
    expect(await store().history(stored.id)).toMatchObject([{ why: stored.why }]);
  });

  test("are the caller's: what update gave, and what the rule made, can be changed", async () => {
    const { task } = await store().create(newChange());
    let made: Change | undefined;
    const committed = granted(
      await store().update(task, (now) => {
        made = granted(claiming("triage")(now, moment()));
        return made;
      }),
    );
    const stored = structuredClone(committed);
    for (const change of [committed, made as Change]) {
      spoil(change.task);
      change.entry.why = "spoilt";
    }
    await expectUnspoilt(stored.task);
    expect((await store().history(task.id)).at(-1)).toEqual(stored.entry);
  });

  test("are the caller's: what history gave can be changed", async () => {
    const task = await storeTaskIn(store(), "triaged");
    const history = await store().history(task.id);
    const before = structuredClone(history);
    for (const entry of history) {
      entry.why = "spoilt";
      entry.at.setTime(0);
    }
    expect(await store().history(task.id)).toEqual(before);
  });

  test("are the watcher's: what one did to a task doesn't show in the store, nor to other watchers", async () => {
    const seen: Task[] = [];
    onTestFinished(await store().watch(spoil));
    onTestFinished(await store().watch((task) => void seen.push(structuredClone(task))));
    const { task } = await store().create(newChange());

    await eventually(() => expect(seen).toEqual([task]));
    await expectUnspoilt(task);
  });
}
