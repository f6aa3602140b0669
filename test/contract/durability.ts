import { Unavailable } from "@frontdesk/shared/domain/errors";
import { DAY } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { fullName, MORNING, modelCall, moment, newChange, newKind, newTask, oneMore, taken } from "./builders.ts";
import { received } from "./event-traffic.ts";
import { granted, type Stop, storeTaskIn } from "./journeys.ts";
import type { OpenBackend, TestBackend } from "./test-backend.ts";
import { claiming, editing } from "./wishes.ts";

/** Tasks that nobody holds: a lease may be void after a restart, where the worker was in the process that went. */
const UNHELD = ["received", "triaged", "awaiting_approval", "approved", "posted", "parked"] as const satisfies Stop[];

/** What survives a restart, and what `close` in `ports/backend.ts` promises. */
export function describeDurability(name: string, open: OpenBackend): void {
  describe(`${name}: durability`, () => {
    async function restarted(backend: TestBackend): Promise<TestBackend> {
      const again = await backend.reopen();
      onTestFinished(() => again.close());
      return again;
    }

    test.each(UNHELD)("a task survives a restart, with its history: %s", async (stop) => {
      const backend = await open({ now: () => MORNING });
      const task = await storeTaskIn(backend.tasks, stop);
      const history = await backend.tasks.history(task.id);
      const { tasks } = await restarted(backend);

      expect(await tasks.get(task.id)).toEqual(task);
      expect(await tasks.history(task.id)).toEqual(history);
    });

    test("a task that survived goes on: it is known, listed, counted, due, and can be changed", async () => {
      const backend = await open({ now: () => MORNING });
      const change = newChange();
      const { task } = await backend.tasks.create(change);
      const { tasks } = await restarted(backend);

      expect(await tasks.create(change)).toEqual({ is: "known", task });
      expect(await tasks.list({ repo: fullName(task.source.repo) }, { limit: 1 })).toEqual({ tasks: [task] });
      expect(await tasks.count(["received"])).toEqual({ received: 1 });
      expect(await tasks.due(after(MORNING, DAY), 10)).toEqual([task]);
      const claimed = granted(await tasks.update(task, (now) => claiming("triage")(now, moment())));
      expect(await tasks.get(task.id)).toEqual(claimed.task);
    });

    test("a delivery that is kept survives a restart", async () => {
      const backend = await open({ now: () => MORNING });
      const body = new TextEncoder().encode('{"action":"opened"}');
      const { task } = await backend.tasks.create(newChange(), body);
      await eventually(async () => expect(await backend.tasks.rawBody(task.id)).toEqual({ body }));
      const { tasks } = await restarted(backend);

      expect(await tasks.rawBody(task.id)).toEqual({ body });
    });

    test("a cursor given before a restart holds behind it", async () => {
      const backend = await open({ now: () => MORNING });
      const changes = [1, 2, 3].map((n) => newChange({}, moment(after(MORNING, n))));
      for (const change of changes) await backend.tasks.create(change);
      const { next } = await backend.tasks.list({}, { limit: 2 });
      const { tasks } = await restarted(backend);

      const page = await tasks.list({}, { limit: 2, after: next });
      expect(page.tasks.map((task) => task.id)).toEqual([changes[0]?.task.id]);
    });

    test("model calls and shared values survive a restart", async () => {
      const backend = await open({ now: () => MORNING });
      const call = modelCall();
      const kind = newKind();
      await backend.calls.record(call);
      await backend.values.put(kind, "put", taken(1, { dueAt: MORNING }));
      await backend.values.update(kind, "updated", oneMore);
      await backend.values.put(kind, "deleted", taken(1));
      await backend.values.delete(kind, "deleted");
      const { calls, values } = await restarted(backend);

      expect(await calls.list(call.taskId)).toEqual([call]);
      expect(await calls.findFinished(call.inputHash, call.promptVersion)).toEqual(call);
      expect(await values.get(kind, "put")).toEqual({ takenMicros: 1 });
      expect(await values.get(kind, "updated")).toEqual({ takenMicros: 1 });
      expect(await values.get(kind, "deleted")).toBeUndefined();
      expect(await values.due(kind, MORNING, 10)).toEqual([{ key: "put", value: { takenMicros: 1 } }]);
    });

    test("close resolves when everything accepted is durable: no commit that resolved is missing", async () => {
      const backend = await open({ now: () => MORNING });
      const changes = Array.from({ length: 50 }, () => newChange());
      const creates = changes.map((change) => backend.tasks.create(change));
      await creates[0];
      const closing = restarted(backend);
      const answers = await Promise.allSettled(creates);
      const { tasks } = await closing;

      for (const [n, answer] of answers.entries()) {
        if (answer.status === "rejected") expect(answer.reason).toBeInstanceOf(Unavailable);
        else expect(await tasks.get(changes[n]?.task.id ?? "")).toEqual(answer.value.task);
      }
    });

    test("close waits for the handlers that run, and what they do is done", async () => {
      const backend = await open();
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      const created: string[] = [];
      const { bus, tasks } = backend;
      const ofClosed = bus.subscribe("task.triaged", async () => {
        begin();
        await gate;
        created.push((await tasks.create(newChange())).is);
      });
      await bus.publish(received(1, "task.triaged"));
      await begun;
      // One that is being closed by itself counts, too.
      const [subscriptionClosing, closing] = [ofClosed.close(), backend.close()];
      let isClosed = false;
      const closed = closing.then(() => {
        isClosed = true;
      });
      for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
      expect(isClosed).toBe(false);
      openGate();
      await Promise.all([closed, subscriptionClosing]);
      expect(created).toEqual(["created"]);
    });

    describe("after close", () => {
      let closed: TestBackend;
      beforeAll(async () => {
        closed = await open();
        await closed.close();
      });

      const kind = newKind();
      const { id } = newTask();
      test.each<[string, (backend: Backend) => Promise<unknown>]>([
        ["tasks.create", ({ tasks }) => tasks.create(newChange())],
        ["tasks.get", ({ tasks }) => tasks.get(id)],
        ["tasks.update", ({ tasks }) => tasks.update(id, (task) => editing("More")(task, moment()))],
        ["tasks.history", ({ tasks }) => tasks.history(id)],
        ["tasks.list", ({ tasks }) => tasks.list({}, { limit: 1 })],
        ["tasks.count", ({ tasks }) => tasks.count(["received"])],
        ["tasks.due", ({ tasks }) => tasks.due(MORNING, 1)],
        ["tasks.rested", ({ tasks }) => tasks.rested(MORNING, 1)],
        ["tasks.rawBody", ({ tasks }) => tasks.rawBody(id)],
        ["tasks.watch", ({ tasks }) => tasks.watch(() => {})],
        ["calls.record", ({ calls }) => calls.record(modelCall())],
        ["calls.list", ({ calls }) => calls.list(id)],
        ["calls.findFinished", ({ calls }) => calls.findFinished("input", "triage-3")],
        ["values.get", ({ values }) => values.get(kind, "today")],
        ["values.update", ({ values }) => values.update(kind, "today", oneMore)],
        ["values.put", ({ values }) => values.put(kind, "today", taken(1))],
        ["values.delete", ({ values }) => values.delete(kind, "today")],
        ["values.due", ({ values }) => values.due(kind, MORNING, 1)],
        ["values.watch", ({ values }) => values.watch(kind, "today", () => {})],
        ["bus.publish", ({ bus }) => bus.publish(received(1))],
      ])("%s rejects with Unavailable", async (_, ask) => {
        await expect(ask(closed)).rejects.toThrow(Unavailable);
      });
    });
  });
}
