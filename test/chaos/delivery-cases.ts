import { triaged } from "@frontdesk/shared/domain/advance";
import { type Ruling, refuse } from "@frontdesk/shared/domain/change";
import { DAY, MAX_ATTEMPTS, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { defer, done, type Outcome, park, retry, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { STAGES } from "@frontdesk/shared/pipeline";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import type { Work } from "@frontdesk/shared/steps/run-step";
import { stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MORNING, newRepo, newTask } from "../contract/builders.ts";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { TRIAGE } from "../contract/wishes.ts";
import { createGate, createWorkerWorld, sorted } from "./worker-world.ts";

const LEASE = STAGES.triage.lease;

/** What happens to a task when messages and workers misbehave, on any backend. */
export function describeDelivery(name: string, open: OpenBackend): void {
  describe(`delivery on ${name}`, () => {
    const backend = openForAll(() => open());
    afterEach(() => void vi.useRealTimers());

    test("a step is claimed, worked on, completed, and the next one is announced", async () => {
      const it = await begin();
      await it.run(sorted);
      expect(await it.task()).toMatchObject({ state: "triaged", attempts: 0 });
      expect(it.published).toEqual(["task.received", "task.triaged"]);
    });

    test("C03: committed, but the announcement is lost: the sweep repeats it, later and later", async () => {
      const it = await begin();
      it.loseAnnouncements(true);
      await it.run(sorted);
      it.loseAnnouncements(false);
      it.published.length = 0;

      await it.sweepAt(59 * SECOND);
      expect(it.published).toEqual([]);
      await it.sweepAt(61 * SECOND);
      expect(it.published).toEqual(["task.triaged"]);
      await it.sweepAt(2 * MINUTE);
      expect(it.published).toEqual(["task.triaged"]);
      await it.sweepAt(5 * MINUTE);
      expect(it.published).toEqual(["task.triaged", "task.triaged"]);
    });

    test("C10: a zombie finishes after its lease was taken over: its result is dropped", async () => {
      const it = await begin();
      const zombie = createGate();
      const late = it.run(async (task) => {
        await zombie.opened;
        return done((current, at) => triaged(current, { ...TRIAGE, summary: `the zombie's, on ${task.id}` }, at));
      });
      await zombie.reached(it);
      it.pass(LEASE + SECOND);
      await it.run(sorted);
      zombie.open();
      expect(await late).toMatchObject({ because: "lost" });
      expect(await it.task()).toMatchObject({ state: "triaged", triage: { summary: TRIAGE.summary } });
    });

    test("C11: the same message 100 times at once has one effect and is worked on once", async () => {
      const it = await begin();
      const work = vi.fn(sorted);
      await Promise.all(Array.from({ length: 100 }, () => it.run(work)));
      expect(work).toHaveBeenCalledTimes(1);
      expect(await it.transitions()).toEqual(["create", "claim", "triage"]);
      expect(it.published).toEqual(["task.received", "task.triaged"]);
    });

    test("C14: the message comes again while its work still runs: no second worker begins", async () => {
      const it = await begin();
      const slow = createGate();
      const work = vi.fn<Work<"triage">>(async () => {
        await slow.opened;
        return sorted();
      });
      const first = it.run(work);
      await slow.reached(it);
      it.pass(LEASE - SECOND);
      expect(await it.run(work)).toMatchObject({ because: "leased" });
      slow.open();
      await first;
      expect(work).toHaveBeenCalledTimes(1);
      expect(await it.task()).toMatchObject({ state: "triaged" });
    });

    test("C16: a step that always throws parks its task after 5 attempts, and the others flow", async () => {
      const it = await begin();
      for (let attempt = 0; attempt <= MAX_ATTEMPTS; attempt++) {
        await it.run(() => Promise.reject(new Error("poison")));
        it.pass(30 * MINUTE);
      }
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "received" });
      expect((await it.task()).why).toContain("poison");
      const other = await begin();
      await other.run(sorted);
      expect(await other.task()).toMatchObject({ state: "triaged" });
    });

    test("C16: a step that kills its worker each time parks its task after 5 attempts", async () => {
      const it = await begin();
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const claimed = createGate();
        // Nobody hears of a worker that was killed: not either when its time is up, with the backend closed.
        it.run(() => claimed.opened as Promise<never>).catch(() => undefined);
        await claimed.reached(it);
        it.pass(LEASE + SECOND);
      }
      await it.run(sorted);
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "received" });
    });

    test("an edit while the work runs: the result is dropped and the work is done again on the new input", async () => {
      const it = await begin();
      const issue = { title: "Edited", body: "", state: "open" as const };
      const edit = (task: Task) => onOutsideChange(task, { kind: "content", issue }, { now: it.now(), by: "test" });
      await it.run(async () => {
        await it.update(edit);
        return sorted();
      });
      expect(await it.task()).toMatchObject({ state: "received", inputRevision: 1, attempts: 0 });
      await it.run(sorted);
      expect(await it.task()).toMatchObject({ state: "triaged", issue });
    });

    test("retry waits, defer waits without counting, skip and park rest, each with its reason", async () => {
      const outcomes: [Outcome<TaskIn<"received">>, object][] = [
        [retry("busy"), { state: "received", attempts: 1, why: "busy" }],
        [defer(after(MORNING, 60 * MINUTE), "no quota"), { state: "received", attempts: 0, why: "no quota" }],
        [skip("spam"), { state: "skipped", why: "spam" }],
        [park("blocked"), { state: "parked", parkedFrom: "received", why: "blocked" }],
      ];
      for (const [outcome, expected] of outcomes) {
        const it = await begin();
        await it.run(async () => outcome);
        expect(await it.task()).toMatchObject(expected);
      }
    });

    test("C20: a worker whose clock is ten minutes ahead takes over too early; still only one result counts", async () => {
      const it = await begin();
      const slow = createGate();
      const first = it.run(async () => {
        await slow.opened;
        return sorted();
      });
      await slow.reached(it);
      const ahead = () => after(it.now(), 10 * MINUTE);
      const work = vi.fn(sorted);
      expect(await it.run(work, { now: ahead })).toMatchObject({ task: { state: "triaged" } });
      slow.open();
      expect(await first).toMatchObject({ because: "lost" });
      expect(await it.transitions()).toEqual(["create", "claim", "claim", "triage"]);
    });

    test("C20: a clock that goes ten minutes back delays a task, and loses nothing", async () => {
      const it = await begin();
      await it.run(async () => retry("busy"));
      it.pass(-10 * MINUTE);
      expect(await it.run(sorted)).toMatchObject({ because: "early" });
      it.published.length = 0;
      await it.sweepAt(-5 * MINUTE);
      expect(it.published).toEqual([]);
      await it.sweepAt(MINUTE);
      expect(it.published).toEqual(["task.received"]);
      expect(await it.run(sorted)).toMatchObject({ task: { state: "triaged" } });
    });

    test("what the work wants can turn out to be impossible: the attempt has failed, with that for a reason", async () => {
      const tooLong = (): Ruling => {
        throw new RangeError("a comment of 70000 characters");
      };
      for (const [next, why] of [
        [() => refuse("stale", "it is on another draft"), "it is on another draft"],
        [tooLong, "triage failed: a comment of 70000 characters"],
      ] as const) {
        const it = await begin();
        await it.run(async () => done(next));
        const task = (await it.task()) as TaskIn<"received">;
        expect(task).toMatchObject({ state: "received", attempts: 1, why });
        expect(task.lease).toBeUndefined();
      }
    });

    test("an issue of the same number, in repositories of the same name that were made anew again and again, is always found again", async () => {
      const { tasks } = backend();
      const bus = { publish: async () => undefined };
      const deps = { tasks, bus, log: silentLog, now: () => MORNING };
      const first = newRepo();
      const wanted = [first, newRepo(), newRepo(), newRepo()].map(({ id }) =>
        newTask({ repo: { ...first, id }, objectId: 77 }),
      );
      const receiveAll = () => Promise.all(wanted.map((one) => receiveTask(one, deps)));
      const received = [];
      for (const one of wanted) received.push(await receiveTask(one, deps));
      expect(received.map(({ isNew }) => isNew)).toEqual([true, true, true, true]);
      const ids = received.map(({ task }) => task.id);
      expect(new Set(ids).size).toBe(4);
      expect(received.map(({ task }) => task.source.repo.id)).toEqual(wanted.map(({ source }) => source.repo.id));
      const again = await receiveAll();
      expect(again.map(({ task, isNew }) => [task.id, isNew])).toEqual(ids.map((id) => [id, false]));
    });

    test("C13: delivered again after months, when its texts are long gone, a task is known all the same", async () => {
      const it = await begin();
      await it.run(async () => skip("spam"));
      it.pass(181 * DAY);
      expect(await stripOldTasks(180, { tasks: backend().tasks, now: it.now })).toBeGreaterThan(0);
      expect(await it.task()).toMatchObject({ state: "skipped", why: "spam", issue: { body: "" } });
      expect(await it.deliverAgain()).toMatchObject({ isNew: false });
    });

    test("work that never ends is left behind at its deadline, and tried again", async () => {
      const it = await begin();
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const begun = Promise.withResolvers<void>();
      const running = it.run(() => {
        begun.resolve();
        return new Promise(() => {});
      });
      await begun.promise;
      await vi.advanceTimersByTimeAsync(STAGES.triage.work);
      vi.useRealTimers();
      await running;
      expect(await it.task()).toMatchObject({ state: "received", why: "triage failed: took longer than 60 s" });
    });

    test("C21: work that runs when the process stops is given back, and costs no attempt", async () => {
      const it = await begin();
      const stopping = new AbortController();
      await it.run(
        () => {
          stopping.abort();
          return new Promise(() => {});
        },
        { stopping: stopping.signal },
      );
      const task = (await it.task()) as TaskIn<"received">;
      expect(task).toMatchObject({ state: "received", attempts: 0, dueAt: it.now() });
      expect(task.lease).toBeUndefined();
      await it.run(sorted);
      expect(await it.task()).toMatchObject({ state: "triaged" });
    });

    const begin = () => createWorkerWorld(backend().tasks);
  });
}
