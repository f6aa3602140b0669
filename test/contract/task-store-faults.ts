import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { eventually } from "../eventually.ts";
import { MORNING, moment, newChange } from "./builders.ts";
import { granted, storeTaskIn } from "./journeys.ts";
import { type FaultyBackend, type OpenBackend, openForAll } from "./test-backend.ts";
import { claiming, editing } from "./wishes.ts";

const claims = (task: Task) => claiming("triage")(task, moment());
const edits = (task: Task) => editing("It crashes on exit")(task, moment());

/** What the contract in `ports/task-store.ts` promises when the connection fails. */
export function describeTaskStoreFaults(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(`${name}: task store, when the connection fails`, () => {
    const backend = openForAll(() => open());
    const store = () => backend().tasks;
    const faults = () => backend().faults;

    const transitions = async (id: string) => (await store().history(id)).map((entry) => entry.transition);

    describe.each<[string, { inHand: boolean; once: boolean }]>([
      ["by id", { inHand: false, once: false }],
      ["with a task in hand", { inHand: true, once: false }],
      ["once", { inHand: true, once: true }],
    ])("update %s, where the answer is lost", (_, { inHand, once }) => {
      test("C04: reads back and carries on: the commit is its own, and the rule doesn't run again", async () => {
        const { task } = await store().create(newChange());
        const rule = vi.fn(claims);
        faults().loseNextAnswer();
        const committed = granted(await store().update(inHand ? task : task.id, rule, { once }));

        expect(rule).toHaveBeenCalledTimes(1);
        expect(await store().get(task.id)).toEqual(committed.task);
        expect((await store().history(task.id)).at(-1)).toEqual(committed.entry);
        expect(await transitions(task.id)).toEqual(["create", "claim"]);
      });

      test("C04: knows its own commit also when others have followed it", async () => {
        const { task } = await store().create(newChange());
        const rule = vi.fn(claims);
        faults().loseNextAnswer(async () => {
          granted(await store().update(task.id, edits));
          granted(await store().update(task.id, (now) => editing("It crashes again")(now, moment())));
        });
        const committed = granted(await store().update(inHand ? task : task.id, rule, { once }));

        expect(rule).toHaveBeenCalledTimes(1);
        expect((await store().history(task.id))[1]).toEqual(committed.entry);
        expect(await transitions(task.id)).toEqual(["create", "claim", "take in", "take in"]);
      });
    });

    test("update rejects with Unavailable where the commit was refused, and nothing is half done", async () => {
      const { task } = await store().create(newChange());
      faults().refuseNextWrite();
      await expect(store().update(task.id, claims)).rejects.toThrow(Unavailable);

      expect(await store().get(task.id)).toEqual(task);
      expect(await transitions(task.id)).toEqual(["create"]);
      expect(granted(await store().update(task, claims)).task).toMatchObject({ version: 2 });
    });

    test("create, where the answer is lost, says created or rejects, and then creating it again says known", async () => {
      const change = newChange();
      faults().loseNextAnswer();
      const [first] = await Promise.allSettled([store().create(change)]);
      if (first.status === "fulfilled") expect(first.value.is).toBe("created");
      else expect(first.reason).toBeInstanceOf(Unavailable);

      expect(await store().create(change)).toEqual({ is: "known", task: await store().get(change.task.id) });
      expect(await transitions(change.task.id)).toEqual(["create"]);
    });

    test("create rejects with Unavailable where the commit was refused, and then the id is still free", async () => {
      const change = newChange();
      faults().refuseNextWrite();
      await expect(store().create(change)).rejects.toThrow(Unavailable);

      expect(await store().get(change.task.id)).toBeUndefined();
      expect(await store().create(change)).toMatchObject({ is: "created" });
    });

    describe("while the store can't be reached", () => {
      const ASKED: Record<string, (store: TaskStore, task: Task) => Promise<unknown>> = {
        create: (tasks) => tasks.create(newChange()),
        get: (tasks, { id }) => tasks.get(id),
        "update by id": (tasks, { id }) => tasks.update(id, claims),
        "update with a task in hand": (tasks, task) => tasks.update(task, claims),
        "update, once": (tasks, task) => tasks.update(task, claims, { once: true }),
        history: (tasks, { id }) => tasks.history(id),
        list: (tasks) => tasks.list({}, { limit: 1 }),
        count: (tasks) => tasks.count(["received"]),
        due: (tasks) => tasks.due(after(MORNING, 1), 1),
        rested: (tasks) => tasks.rested(MORNING, 1),
        rawBody: (tasks, { id }) => tasks.rawBody(id),
        watch: (tasks) => tasks.watch(() => {}),
      };

      function goDown() {
        faults().goDown();
        onTestFinished(() => faults().comeBack());
      }

      test.each(Object.entries(ASKED))("%s rejects with Unavailable, and nothing is changed", async (_, ask) => {
        const { task } = await store().create(newChange());
        goDown();
        await expect(ask(store(), task)).rejects.toThrow(Unavailable);

        faults().comeBack();
        expect(await store().get(task.id)).toEqual(task);
      });

      test("what was stored is there when it comes back", async () => {
        const task = await storeTaskIn(store(), "approved");
        goDown();
        faults().comeBack();
        expect(await store().get(task.id)).toEqual(task);
        expect(await store().history(task.id)).toHaveLength(task.version);
      });

      test("a watch lives on, and gives what is committed when it comes back", async () => {
        const { task } = await store().create(newChange());
        const seen: Task[] = [];
        onTestFinished(await store().watch((now) => void seen.push(now), task.id));
        goDown();
        await expect(store().get(task.id)).rejects.toThrow(Unavailable);
        faults().comeBack();

        const { task: edited } = granted(await store().update(task.id, edits));
        await eventually(() => expect(seen.at(-1)).toEqual(edited));
      });
    });
  });
}
