import { triaged } from "@frontdesk/shared/domain/advance";
import type { Change } from "@frontdesk/shared/domain/change";
import type { Event, EventOf } from "@frontdesk/shared/domain/events";
import { DAY, MAX_ATTEMPTS, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { defer, done, type Outcome, park, retry, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { Triage } from "@frontdesk/shared/domain/triage";
import { STAGES } from "@frontdesk/shared/pipeline";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { runStep, type StepDeps, type Work } from "@frontdesk/shared/steps/run-step";
import { stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MORNING, newTask } from "../contract/builders.ts";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { silentLog } from "../silent-log.ts";

const TRIAGE: Triage = {
  ...{ spam: false, kind: "bug", labels: [], confidence: 0.9, wantsReply: true, language: "en", summary: "it crashes" },
};

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
      const zombie = gate();
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
      const slow = gate();
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
        const claimed = gate();
        void it.run(() => claimed.opened as Promise<never>);
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

    test("a task that ended long ago loses its texts, and is known when it is delivered again", async () => {
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

    /** One task, as its workers see it. */
    async function begin() {
      const { tasks } = backend();
      const clock = { now: MORNING };
      const wanted = newTask();
      const published: string[] = [];
      let isLosing = false;
      const publish = async (event: Event) => {
        if (isLosing) throw new Error("the process died before it could announce");
        // The sweep sees to the tasks of other tests, too.
        if ("taskId" in event && event.taskId === wanted.id) published.push(event.type);
      };
      const now = () => clock.now;
      const stopping = new AbortController().signal;
      const deps: StepDeps = { tasks, bus: { publish }, log: silentLog, now, stopping };
      const { task } = await receiveTask(wanted, deps);
      const { id: taskId, traceparent } = task;
      const event: EventOf<"task.received"> = { v: 1, type: "task.received", taskId, traceparent };
      return {
        now,
        published,
        pass(milliseconds: number) {
          clock.now = after(clock.now, milliseconds);
        },
        loseAnnouncements(yes: boolean) {
          isLosing = yes;
        },
        run: (work: Work<"triage">, more: Partial<StepDeps> = {}) =>
          runStep(event, "triage", { ...deps, ...more }, work),
        async sweepAt(sinceMorning: number) {
          clock.now = after(MORNING, sinceMorning);
          await sweep(deps);
        },
        deliverAgain: () => receiveTask(wanted, deps),
        update: (rule: (task: Task) => ReturnType<typeof onOutsideChange> | Change) => tasks.update(task.id, rule),
        async task(): Promise<Task> {
          const stored = await tasks.get(task.id);
          if (!stored) throw new Error("the task is lost");
          return stored;
        },
        transitions: async () => (await tasks.history(task.id)).map(({ transition }) => transition),
      };
    }
  });
}

async function sorted(): Promise<Outcome<TaskIn<"received">>> {
  return done((task, at) => triaged(task, TRIAGE, at));
}

/** Holds up a worker until the test lets it go on. */
function gate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return {
    opened,
    open,
    /** Waits until a worker holds the task, as the last one may no longer do. */
    reached: (it: { task(): Promise<Task>; now(): Date }) =>
      vi.waitFor(async () => {
        const task = await it.task();
        expect("lease" in task && task.lease && task.lease.until > it.now()).toBe(true);
      }),
  };
}
