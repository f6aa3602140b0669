import { createTaskFeed, type TaskChange } from "@frontdesk/approval/web/v1/watch-tasks";
import type { Task } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import { AWAITING } from "../domain/sample-tasks.ts";

const versionOf = ({ data }: TaskChange): number => JSON.parse(data).version;

/** A feed on a store whose commits are this test's. */
function begin() {
  const watchers = new Set<(task: Task) => void>();
  const feed = createTaskFeed({
    tasks: {
      watch: async (onTask) => {
        watchers.add(onTask);
        return () => void watchers.delete(onTask);
      },
    },
    now: () => new Date(),
  });
  const commit = (id: string, version: number) => {
    for (const tell of watchers) tell({ ...AWAITING, id, version } as Task);
  };
  const listen = async (lastId?: string) => {
    let calls = 0;
    const listener = await feed.listen(lastId, () => {
      calls += 1;
    });
    const takeAll = () => {
      const taken: (string | [string, number])[] = [];
      for (let change = listener.take(); change !== undefined; change = listener.take()) {
        taken.push(change === "reset" ? "reset" : ([change.taskId, versionOf(change)] as const));
      }
      return taken;
    };
    return { ...listener, takeAll, calls: () => calls };
  };
  return { feed, watchers, commit, listen };
}

describe("what is kept for those who listen", () => {
  test("of each task the newest alone, the longest ago first", async () => {
    const { commit, listen } = begin();
    const listener = await listen();
    commit("a", 1);
    commit("b", 1);
    commit("a", 2);
    expect(listener.takeAll()).toEqual([
      ["b", 1],
      ["a", 2],
    ]);
    expect(listener.calls()).toBe(3);
  });

  test("whoever stopped anywhere in between gets everything since, and nothing twice that is not newer", async () => {
    const { commit, listen } = begin();
    const listener = await listen();
    for (let n = 1; n <= 30; n++) commit(`task-${n % 7}`, n);
    const newest = new Map<string, number>();
    for (let n = 1; n <= 30; n++) newest.set(`task-${n % 7}`, n);
    for (let left = 0; left < 7; left++) {
      const seen = new Map<string, number>();
      // A reader of its own from the beginning, which takes some and leaves.
      const one = await listen(listener.id());
      for (let n = 0; n < left; n++) {
        const change = one.take() as TaskChange;
        seen.set(change.taskId, versionOf(change));
      }
      const id = one.id();
      one.stop();
      const again = await listen(id);
      for (const change of again.takeAll()) {
        const [task, version] = change as [string, number];
        expect(version).toBeGreaterThan(seen.get(task) ?? 0);
        seen.set(task, version);
      }
      expect(seen).toEqual(newest);
    }
  });

  test("who reads slowly, or comes back too late, is told to begin anew, and then gets what came since", async () => {
    const { commit, listen } = begin();
    const slow = await listen();
    const id = slow.id();
    for (let n = 1; n <= 1_500; n++) commit(`task-${n}`, 1);
    expect(slow.take()).toBe("reset");
    // Whoever goes between the reset and what follows it comes back to what follows it.
    const comeBack = await listen(slow.id());
    expect(comeBack.takeAll()).toEqual(slow.takeAll());
    expect(comeBack.takeAll()).toEqual([]);
    const known = await listen(id);
    expect(known.take()).toBe("reset");
    for (let n = 1; n <= 1_000; n++) commit("busy", n);
    const late = await listen(id);
    expect(late.takeAll()).toEqual(["reset"]);
    commit("next", 1);
    expect(late.takeAll()).toEqual([["next", 1]]);
    // From the reset on it can be gone on with.
    const after = await listen(late.id());
    commit("last", 1);
    expect(after.takeAll()).toEqual([["last", 1]]);
  });

  test("there is one watch, however many listen, and none after the end", async () => {
    const { feed, watchers, listen } = begin();
    await Promise.all([listen(), listen(), listen()]);
    expect(watchers.size).toBe(1);
    feed.close();
    await expect.poll(() => watchers.size).toBe(0);
  });

  test("of what is remembered no issue's text is kept", async () => {
    const { feed, commit } = begin();
    const listener = await feed.listen(undefined, () => {});
    commit("a", 1);
    const change = listener.take() as TaskChange;
    expect(JSON.stringify(change).length).toBeLessThan(3_000);
    expect(Object.keys(change).sort()).toEqual(["data", "n", "source", "taskId", "toReaders"]);
  });

  test("an id says nothing of how many there were", async () => {
    const { commit, listen } = begin();
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) {
      ids.push((await listen()).id());
      commit("a", n + 1);
    }
    expect(new Set(ids.map((id) => id.length)).size).toBe(1);
    expect(new Set(ids).size).toBe(12);
  });
});
