import { MOVING, RESTING, type State } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { fullName, MORNING, newRepo } from "./builders.ts";
import { type Stop, storeTaskIn } from "./journeys.ts";
import { TRIAGE } from "./wishes.ts";

const STATES: readonly State[] = [...MOVING, ...RESTING];

export function testList(store: () => TaskStore): void {
  const listed = async (filter: TaskFilter) =>
    (await store().list(filter, { limit: 200 })).tasks.map((task) => task.id);

  /** Issues 1, 2, … of a new repository, created in this order, a second apart. */
  async function storeIssues(repo: ReturnType<typeof newRepo>, ...stops: Stop[]) {
    const created = stops.map((stop, n) =>
      storeTaskIn(store(), stop, { repo, issue: n + 1 }, after(MORNING, n * 1_000)),
    );
    return (await Promise.all(created)).map((task) => task.id);
  }

  test("gives the newest created first, whatever happened to them since", async () => {
    const repo = newRepo();
    const [first, second, third] = await storeIssues(repo, "posted", "received", "approved");
    expect(await listed({ repo: fullName(repo) })).toEqual([third, second, first]);
  });

  test("gives tasks as they are stored", async () => {
    const repo = newRepo();
    const task = await storeTaskIn(store(), "awaiting_approval", { repo });
    expect(await store().list({ repo: fullName(repo) }, { limit: 1 })).toEqual({ tasks: [task] });
  });

  test("gives those of a repository, in whatever case it is written", async () => {
    const [repo, other] = [newRepo(), newRepo()];
    const [id] = await storeIssues(repo, "received");
    await storeIssues(other, "received");

    expect(await listed({ repo: fullName(repo) })).toEqual([id]);
    expect(await listed({ repo: fullName(repo).toLowerCase() })).toEqual([id]);
    expect(await listed({ repo: fullName(repo).toUpperCase() })).toEqual([id]);
    expect(await listed({ repo: repo.name })).toEqual([]);
  });

  test("gives those in a state: the state they are in now", async () => {
    const repo = newRepo();
    const ids = await storeIssues(repo, ...STATES);
    for (const [n, state] of STATES.entries()) {
      expect(await listed({ repo: fullName(repo), state })).toEqual([ids[n]]);
    }
  });

  test("gives those of an author", async () => {
    const repo = newRepo();
    const author = `author-of-${repo.name}`;
    const [mine] = await Promise.all([
      storeTaskIn(store(), "received", { repo, issue: 1, author }),
      storeTaskIn(store(), "received", { repo, issue: 2, author: "somebody-else" }),
    ]);
    expect(await listed({ author })).toEqual([mine.id]);
    expect(await listed({ author: "nobody-at-all" })).toEqual([]);
  });

  test("gives those of a kind, as far as they have been sorted", async () => {
    const repo = newRepo();
    const [sorted] = await storeIssues(repo, "triaged", "received", "parked from received");
    expect(await listed({ repo: fullName(repo), kind: TRIAGE.kind })).toEqual([sorted]);
    expect(await listed({ repo: fullName(repo), kind: "docs" })).toEqual([]);
  });

  test("gives those of a thread: the issue's own and its comments', of that repository only", async () => {
    const [repo, other] = [newRepo(), newRepo()];
    const origins = [
      { repo, issue: 4 },
      { repo, issue: 4, comment: 801 },
      { repo, issue: 5 },
      { repo: other, issue: 4 },
    ];
    const tasks = await Promise.all(
      origins.map((origin, n) => storeTaskIn(store(), "received", origin, after(MORNING, n))),
    );
    expect(await listed({ thread: { repoId: repo.id, issue: 4 } })).toEqual([tasks[1]?.id, tasks[0]?.id]);
  });

  test("gives those that match everything in the filter", async () => {
    const repo = newRepo();
    const [author, kind, state] = ["lin", TRIAGE.kind, "triaged"] as const;
    const wanted = await storeTaskIn(store(), "triaged", { repo, issue: 9, author });
    await Promise.all([
      storeTaskIn(store(), "received", { repo, issue: 9, author, comment: 11 }),
      storeTaskIn(store(), "drafted", { repo, issue: 9, author, comment: 12 }),
      storeTaskIn(store(), "triaged", { repo, issue: 9, author: "ada", comment: 13 }),
      storeTaskIn(store(), "triaged", { repo, issue: 10, author }),
      storeTaskIn(store(), "triaged", { repo: newRepo(), issue: 9, author }),
    ]);

    const thread = { repoId: repo.id, issue: 9 };
    expect(await listed({ repo: fullName(repo), state, author, kind, thread })).toEqual([wanted.id]);
  });

  test.each<[string, TaskFilter, number]>([
    ["state and author", { state: "triaged", author: "lin" }, 2],
    ["state and kind", { state: "triaged", kind: TRIAGE.kind }, 3],
    ["author and kind", { author: "lin", kind: TRIAGE.kind }, 3],
    ["state alone", { state: "drafted" }, 1],
  ])("gives those of a repository that match %s", async (_, filter, count) => {
    const repo = newRepo();
    await Promise.all([
      storeTaskIn(store(), "triaged", { repo, issue: 1, author: "lin" }),
      storeTaskIn(store(), "triaged", { repo, issue: 2, author: "lin" }),
      storeTaskIn(store(), "triaged", { repo, issue: 3, author: "ada" }),
      storeTaskIn(store(), "drafted", { repo, issue: 4, author: "lin" }),
      storeTaskIn(store(), "received", { repo, issue: 5, author: "lin" }),
    ]);
    expect(await listed({ ...filter, repo: fullName(repo) })).toHaveLength(count);
  });

  test("a part of the filter that is undefined matches everything", async () => {
    const repo = newRepo();
    const [id] = await storeIssues(repo, "received");
    const nothing = { state: undefined, author: undefined, kind: undefined, thread: undefined };
    expect(await listed({ repo: fullName(repo), ...nothing })).toEqual([id]);
  });

  test("counts the tasks in each of the states asked for, and in no others", async () => {
    const { drafted = 0, posted = 0, expired = 0 } = await store().count(["drafted", "posted", "expired"]);
    await storeIssues(newRepo(), "drafted", "drafted", "posted", "received");

    const counts = { drafted: drafted + 2, posted: posted + 1, expired };
    expect(await store().count(["drafted", "posted", "expired"])).toEqual(counts);
    expect(await store().count([])).toEqual({});
  });
}
