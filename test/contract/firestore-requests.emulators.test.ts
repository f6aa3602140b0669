import { triaged } from "@frontdesk/shared/domain/advance";
import type { Task } from "@frontdesk/shared/domain/task";
import { complete } from "@frontdesk/shared/domain/work";
import { expect, test, vi } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { moment, newChange, newKind, oneMore } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { nothingHappened, openFirestoreProject } from "./open-firestore-project.ts";
import { claiming, holding, TRIAGE } from "./wishes.ts";

const claims = (task: Task) => claiming("triage")(task, moment());
const completes = (task: Task) =>
  holding("received", (held, at) => complete(held, held, at, (mine) => triaged(mine, TRIAGE, at)))(task, moment());

const [READ, COMMIT] = ["BatchGetDocuments", "Commit"];

describeOnEmulators(["firestoreHost"], "round trips to Firestore", ({ firestoreHost }) => {
  const open = () => openFirestoreProject(firestoreHost);

  test("create is one, the raw body included", async () => {
    const { tasks, requestsOf } = open();
    expect(await requestsOf(() => tasks.create(newChange(), Buffer.from("{}")))).toEqual([COMMIT]);
  });

  test("a create of a known task is two", async () => {
    const { tasks, requestsOf } = open();
    const change = newChange();
    await tasks.create(change);
    expect(await requestsOf(() => tasks.create(change))).toEqual([COMMIT, READ]);
  });

  test("a claim is two: read and commit", async () => {
    const { tasks, requestsOf } = open();
    const { task } = await tasks.create(newChange());
    expect(await requestsOf(() => tasks.update(task.id, claims))).toEqual([READ, COMMIT]);
  });

  test.each<[string, (task: Task) => Task]>([
    ["as it was given out", (task) => task],
    ["a copy of it", (task) => structuredClone(task)],
  ])("what is committed on a task in hand is one: %s", async (_, hand) => {
    const { tasks, requestsOf } = open();
    const held = await storeTaskIn(tasks, "received, held by a worker");
    expect(await requestsOf(async () => granted(await tasks.update(hand(held), completes)))).toEqual([COMMIT]);
  });

  test("a lost race is four, and nothing is asked in vain: commit, was it ours, read, commit", async () => {
    const { tasks, requestsOf } = open();
    const held = await storeTaskIn(tasks, "received, held by a worker");
    granted(await tasks.update(held, nothingHappened));
    expect(await requestsOf(async () => granted(await tasks.update(held, completes)))).toEqual([
      COMMIT,
      READ,
      READ,
      COMMIT,
    ]);
  });

  test("a commit that the client sent twice by itself, and that met itself, is known as one's own", async () => {
    const { tasks, values } = openFirestoreProject(firestoreHost, {
      through: (real) => ({
        ...real,
        async commit(writes) {
          await real.commit(writes);
          return real.commit(writes);
        },
      }),
    });
    const created = await tasks.create(newChange());
    expect(created.is).toBe("created");
    const rule = vi.fn(claims);
    const claimed = granted(await tasks.update(created.task, rule));
    expect(rule).toHaveBeenCalledTimes(1);
    expect(await tasks.get(created.task.id)).toEqual(claimed.task);
    const next = vi.fn(oneMore);
    expect(await values.update(newKind(), "today", next)).toEqual({ stored: true, value: { takenMicros: 1 } });
    expect(next).toHaveBeenCalledTimes(1);
  });

  test("one look each: get, list, due, rested, history, raw body", async () => {
    const { tasks, requestsOf } = open();
    const { id } = await storeTaskIn(tasks, "drafted");
    const now = new Date();
    expect(await requestsOf(() => tasks.get(id))).toEqual([READ]);
    expect(await requestsOf(() => tasks.list({}, { limit: 10 }))).toEqual(["RunQuery"]);
    expect(await requestsOf(() => tasks.due(now, 10))).toEqual(["RunQuery"]);
    expect(await requestsOf(() => tasks.rested(now, 10))).toEqual(["RunQuery"]);
    expect(await requestsOf(() => tasks.history(id))).toEqual(["RunQuery"]);
    expect(await requestsOf(() => tasks.rawBody(id))).toEqual([READ]);
    expect(await requestsOf(() => tasks.count(["drafted", "posted"]))).toEqual(Array(2).fill("RunAggregationQuery"));
  });

  test("an update of a shared value is two", async () => {
    const { values, requestsOf } = open();
    const kind = newKind();
    expect(await requestsOf(() => values.update(kind, "today", oneMore))).toEqual([READ, COMMIT]);
    expect(await requestsOf(() => values.update(kind, "today", oneMore))).toEqual([READ, COMMIT]);
  });
});
