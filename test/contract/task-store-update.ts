import { type Ruling, refuse } from "@frontdesk/shared/domain/change";
import { IllegalTransition } from "@frontdesk/shared/domain/errors";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { fail } from "@frontdesk/shared/domain/work";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { describe, expect, test, vi } from "vitest";
import { MORNING, moment, newChange, newTask } from "./builders.ts";
import { granted, storeTaskIn, taskIn } from "./journeys.ts";
import { claiming, editing, holding } from "./wishes.ts";

/** When nothing that the journeys leave behind is in the way of a claim any more. */
const LATER = moment(after(MORNING, 10 * MINUTE));

const claims = (task: Task) => claiming("triage")(task, LATER);

export function testUpdate(store: () => TaskStore): void {
  /** A task that was edited after somebody read it. */
  async function editedBehindTheBack() {
    const { task: stale } = await store().create(newChange());
    const { task: newest } = granted(await store().update(stale, edits));
    return { stale, newest };
  }

  test("commits what the rule says and resolves with it, under a new commitId", async () => {
    const { task } = await store().create(newChange());
    const committed = granted(await store().update(task.id, claims));
    const { commitId } = committed.task;

    const told = granted(claims(task));
    expect(committed.task).toEqual({ ...told.task, commitId });
    expect(committed.entry).toEqual({ ...told.entry, commitId });
    expect(commitId).not.toBe("");
    expect(commitId).not.toBe(task.commitId);
    expect(await store().get(task.id)).toEqual(committed.task);
    expect((await store().history(task.id)).at(-1)).toEqual(committed.entry);
  });

  test("gives the rule the newest version", async () => {
    const { stale, newest } = await editedBehindTheBack();
    const rule = vi.fn(claims);
    await store().update(stale.id, rule);
    expect(rule.mock.calls).toEqual([[newest]]);
  });

  test("resolves with the refusal of the rule, and commits nothing", async () => {
    const task = await storeTaskIn(store(), "skipped");
    const refusal = refuse("state", "it rests");

    expect(await store().update(task.id, () => refusal)).toEqual(refusal);
    expect(await store().update(task, () => refusal)).toEqual(refusal);
    await expectUntouched(task);
  });

  test("refuses as absent where there is no such task, and doesn't ask the rule", async () => {
    const rule = vi.fn(claims);
    expect(await store().update(newTask().id, rule)).toMatchObject({ because: "absent" });
    expect(rule).not.toHaveBeenCalled();
  });

  test("refuses as absent where a task in hand was never stored, and stores none", async () => {
    const unknown = taskIn("received");
    expect(await store().update(unknown, claims)).toMatchObject({ because: "absent" });
    expect(await store().get(unknown.id)).toBeUndefined();
    expect(await store().history(unknown.id)).toEqual([]);
  });

  describe("with a task in hand", () => {
    test("makes the first try on that version", async () => {
      const { task } = await store().create(newChange());
      const rule = vi.fn(claims);
      const committed = granted(await store().update(task, rule));

      expect(rule.mock.calls).toEqual([[task]]);
      expect(await store().get(task.id)).toEqual(committed.task);
    });

    test("C05: a rule that runs twice because the version has moved on has one effect", async () => {
      const { stale, newest } = await editedBehindTheBack();
      const rule = vi.fn(claims);
      const { task } = granted(await store().update(stale, rule));

      expect(rule.mock.calls).toEqual([[stale], [newest]]);
      expect(task).toMatchObject({ version: newest.version + 1, attempts: 1, issue: newest.issue });
      expect(await transitions(task.id)).toEqual(["create", "take in", "claim"]);
    });

    test("a refusal on an old version doesn't count if the newest is not refused", async () => {
      const held = await storeTaskIn(store(), "received, held by a worker");
      granted(await store().update(held, failing));
      const soon = moment(after(MORNING, MINUTE));
      const claim = (task: Task) => claiming("triage")(task, soon);

      expect(claim(held)).toMatchObject({ because: "leased" });
      expect(granted(await store().update(held, claim)).entry).toMatchObject({ transition: "claim", version: 4 });
    });

    test("a refusal on an old version counts if the newest is refused, too, and then it is the newest one's", async () => {
      const { stale, newest } = await editedBehindTheBack();
      const refusing = (task: Task) => refuse("state", `version ${task.version}`);

      expect(await store().update(stale, refusing)).toEqual(refuse("state", `version ${newest.version}`));
      await expectUntouched(newest);
    });
  });

  describe("once", () => {
    test("commits on the first version it looks at, by id or in hand", async () => {
      const { task } = await store().create(newChange());
      const edited = granted(await store().update(task.id, edits, { once: true }));
      const claimed = granted(await store().update(edited.task, claims, { once: true }));
      expect(await store().get(task.id)).toEqual(claimed.task);
    });

    test("is refused as raced where another commit came first, and tries nothing again", async () => {
      const { stale, newest } = await editedBehindTheBack();
      const rule = vi.fn(claims);

      expect(await store().update(stale, rule, { once: true })).toMatchObject({ because: "raced" });
      expect(rule.mock.calls).toEqual([[stale]]);
      await expectUntouched(newest);
    });

    test("resolves with the refusal of the rule", async () => {
      const task = await storeTaskIn(store(), "posted");
      expect(await store().update(task, claims, { once: true })).toMatchObject({ because: "state" });
      expect(await store().update(task.id, claims, { once: true })).toMatchObject({ because: "state" });
      expect(await store().update(newTask().id, claims, { once: true })).toMatchObject({ because: "absent" });
    });
  });

  describe("where the rule throws", () => {
    const bug = new TypeError("undefined is not a plan");
    const illegal = new IllegalTransition("from here to there");

    test.each([bug, illegal])("rejects with %o itself, and nothing is committed", async (error) => {
      const { task } = await store().create(newChange());
      const rule = () => {
        throw error;
      };
      await expect(store().update(task.id, rule)).rejects.toBe(error);
      await expect(store().update(task, rule)).rejects.toBe(error);
      await expect(store().update(task, rule, { once: true })).rejects.toBe(error);
      await expectUntouched(task);
    });

    test("rejects also if it threw only when it was asked again, and nothing is committed", async () => {
      const { stale, newest } = await editedBehindTheBack();
      const rule = (task: Task) => {
        if (task.version === newest.version) throw bug;
        return claims(task);
      };
      await expect(store().update(stale, rule)).rejects.toBe(bug);
      await expectUntouched(newest);
    });
  });

  async function expectUntouched(task: Task) {
    expect(await store().get(task.id)).toEqual(task);
    expect(await store().history(task.id)).toHaveLength(task.version);
  }

  async function transitions(id: string) {
    return (await store().history(id)).map((entry) => entry.transition);
  }
}

function failing(task: Task): Ruling {
  return holding("received", (held, at) => fail(held, held, at, "503"))(task, moment());
}

function edits(task: Task): Ruling {
  return editing("It crashes on exit")(task, LATER);
}
