import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { fullName, MORNING, moment, newChange, newRepo, newTask } from "./builders.ts";
import { granted, STOPS, storeTaskIn, taskIn } from "./journeys.ts";
import { claiming } from "./wishes.ts";

export function testCreate(store: () => TaskStore): void {
  test("stores the task with its change as the first entry of its history", async () => {
    const change = newChange();
    const created = await store().create(change);
    const commitId = created.task.commitId;

    expect(created).toEqual({ is: "created", task: { ...change.task, commitId } });
    expect(commitId).not.toBe("");
    expect(await store().get(change.task.id)).toEqual(created.task);
    expect(await store().history(change.task.id)).toEqual([{ ...change.entry, commitId }]);
  });

  test("gives the task that is there, unchanged, where the same GitHub object has made it: known", async () => {
    const origin = { repo: newRepo() };
    const { task } = await store().create(newChange(origin));
    const again = newChange({ ...origin, author: "somebody else" }, moment(new Date(MORNING.getTime() + 1_000)));

    expect(await store().create(again)).toEqual({ is: "known", task });
    expect(await store().get(task.id)).toEqual(task);
    expect(await store().history(task.id)).toHaveLength(1);
  });

  test("gives a known task as it is by now, wherever it has come", async () => {
    const origin = { repo: newRepo() };
    const task = await storeTaskIn(store(), "posted", origin);

    expect(await store().create(newChange(origin))).toEqual({ is: "known", task });
  });

  test("gives the task that is there, unchanged, where another object has its id: taken", async () => {
    const repo = newRepo();
    const { task } = await store().create(newChange({ repo }));
    const otherObject = newChange({ repo, objectId: 5 });
    const otherRepo = newChange({ repo: { ...repo, id: repo.id + 500_000 }, objectId: task.source.objectId });

    expect(await store().create(otherObject)).toEqual({ is: "taken", task });
    expect(await store().create(otherRepo)).toEqual({ is: "taken", task });
    expect(await store().get(task.id)).toEqual(task);
    expect(await store().history(task.id)).toHaveLength(1);
  });

  test("of any number of concurrent creates exactly one is created", async () => {
    const origin = { repo: newRepo() };
    const changes = Array.from({ length: 100 }, (_, n) => newChange(origin, moment(MORNING, `delivery ${n}`)));
    const answers = await Promise.all(changes.map((change) => store().create(change)));

    const created = answers.filter((answer) => answer.is === "created");
    expect(created).toHaveLength(1);
    expect(answers.filter((answer) => answer.is === "known")).toHaveLength(99);
    for (const { task } of answers) expect(task).toEqual(created[0]?.task);
    expect(await store().history(newTask(origin).id)).toHaveLength(1);
  });

  test("of concurrent creates for two objects under one id, the object of the created one is known, the other taken", async () => {
    const repo = newRepo();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => store().create(newChange({ repo, objectId: 10 + (n % 2) }))),
    );

    expect(countBy(answers.map((answer) => answer.is))).toEqual({ created: 1, known: 19, taken: 20 });
  });

  test("a second trigger on the same issue is a task of its own", async () => {
    const repo = newRepo();
    await store().create(newChange({ repo, issue: 4 }));
    expect(await store().create(newChange({ repo, issue: 4, comment: 71 }))).toMatchObject({ is: "created" });
    const page = await store().list({ repo: fullName(repo) }, { limit: 10 });
    expect(page.tasks).toHaveLength(2);
  });

  test("get gives undefined for an id that nobody created", async () => {
    expect(await store().get(newTask().id)).toBeUndefined();
  });

  test.each(STOPS)("a task is given back as it was committed: %s", async (stop) => {
    const origin = { repo: newRepo() };
    const stored = await storeTaskIn(store(), stop, origin);
    const told = taskIn(stop, origin);

    expect(stored).toEqual({ ...told, commitId: stored.commitId });
    expect(await store().get(stored.id)).toEqual(stored);
  });

  test("get gives the newest committed version", async () => {
    const { task } = await store().create(newChange());
    const claimed = granted(await store().update(task.id, (now) => claiming("triage")(now, moment())));
    expect(await store().get(task.id)).toEqual(claimed.task);
  });
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
