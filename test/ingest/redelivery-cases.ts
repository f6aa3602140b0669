import { DAY } from "@frontdesk/shared/domain/limits";
import { skip } from "@frontdesk/shared/domain/outcome";
import { after } from "@frontdesk/shared/domain/time";
import { runStep } from "@frontdesk/shared/steps/run-step";
import { stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { MORNING } from "../contract/builders.ts";
import { type FaultyBackend, type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { readAnswer, startIngest } from "./ingest-world.ts";
import { commentEvent, issueEvent } from "./payloads.ts";

let issues = 0;

/** What becomes of a delivery that comes again, on any backend. */
export function describeRedelivery(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(`redelivery on ${name}`, () => {
    const backend = openForAll(() => open());

    test("C02: committed, but the 202 is lost on the way: the redelivery is a duplicate", async () => {
      const it = await begin();
      const leaving = new AbortController();
      it.onPublished(() => leaving.abort());
      await expect(it.send({}, leaving.signal)).rejects.toThrow();
      const before = await it.tasks.get(it.id);
      expect(before?.state).toBe("received");

      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      await it.expectOneEffect();
      expect(await it.tasks.get(it.id)).toEqual(before);
    });

    test("C02: committed, and the store's own answer is lost: the 202 is the same, and so is the next", async () => {
      const it = await begin();
      backend().faults.loseNextAnswer();
      const first = await it.deliver();
      // A store may know its own commit at once, or by the redelivery.
      if (first.status !== 202) expect(first).toEqual({ status: 503 });
      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      expect(await it.tasks.history(it.id)).toHaveLength(1);
    });

    test("C24: not committed: 503, and the redelivery makes the task", async () => {
      const it = await begin();
      backend().faults.refuseNextWrite();
      expect(await it.deliver()).toEqual({ status: 503 });
      expect(await it.tasks.get(it.id)).toBeUndefined();
      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      await it.expectOneEffect();
    });

    test("C13: months later, when the task has ended and its texts are gone, the redelivery is a duplicate", async () => {
      const it = await begin();
      await it.deliver();
      await it.end();
      it.pass(200 * DAY);
      expect(await stripOldTasks(180, { tasks: it.tasks, now: it.now })).toBeGreaterThan(0);
      const before = await it.tasks.get(it.id);
      expect(before).toMatchObject({ state: "skipped", issue: { body: "" } });

      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      expect(await it.tasks.get(it.id)).toEqual(before);
      expect(it.published).toHaveLength(1);
    });

    test("C13: months later, while the task still waits, the redelivery is a duplicate", async () => {
      const it = await begin();
      await it.deliver();
      it.pass(200 * DAY);
      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      await it.expectOneEffect();
    });

    test("C65: a captured delivery under other delivery ids, twenty times at once, is a duplicate", async () => {
      const it = await begin();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => it.deliver({ guid: `forged-${at}` })));
      expect(answers).toEqual(new Array(20).fill({ status: 202, taskId: it.id }));
      await it.expectOneEffect();
      const kept = (await it.tasks.get(it.id))?.source.deliveryId;
      await it.deliver({ guid: "another" });
      expect((await it.tasks.get(it.id))?.source.deliveryId).toBe(kept);
    });

    test("C65: a captured comment, sent as another event, makes no second task", async () => {
      const it = await begin("issue_comment");
      expect(await it.deliver()).toEqual({ status: 202, taskId: it.id });
      expect(await it.deliver({ event: "issues" })).toMatchObject({ ignored: expect.any(String) });
      expect(await it.deliver({ event: "issues.opened" })).toMatchObject({ ignored: expect.any(String) });
      await it.expectOneEffect();
    });

    async function begin(event: "issues" | "issue_comment" = "issues") {
      const clock = { now: MORNING };
      const now = () => clock.now;
      const { tasks } = backend();
      let onPublished = () => {};
      issues += 1;
      const numbered = { number: issues, id: 1_000 + issues };
      const payload =
        event === "issues" ? issueEvent("opened", numbered) : commentEvent("created", { id: 9_000 + issues }, numbered);
      const id = `acme.webapp.${issues}.${event === "issues" ? "opened" : `comment-${9_000 + issues}`}`;
      const it = await startIngest({ tasks, now, publish: async () => onPublished() });
      const body = JSON.stringify(payload);
      const send = (as: { guid?: string; event?: string }, signal?: AbortSignal) =>
        it.post(as.event ?? event, body, as.guid ? { "x-github-delivery": as.guid } : {}, signal);
      return {
        ...{ tasks, now, id, send, published: it.published },
        deliver: async (as: { guid?: string; event?: string } = {}) => readAnswer(await send(as)),
        pass: (milliseconds: number) => {
          clock.now = after(clock.now, milliseconds);
        },
        onPublished: (act: () => void) => {
          onPublished = act;
        },
        async end() {
          const received = { v: 1 as const, type: "task.received" as const, taskId: id, traceparent: "" };
          const deps = { tasks, bus: { publish: async () => {} }, log: silentLog, now };
          await runStep(received, "triage", { ...deps, stopping: new AbortController().signal }, async () =>
            skip("spam"),
          );
        },
        async expectOneEffect() {
          expect(it.published).toMatchObject([{ type: "task.received", taskId: id }]);
          expect(await tasks.history(id)).toHaveLength(1);
          expect(
            (await tasks.list({ thread: { repoId: 5, issue: numbered.number } }, { limit: 10 })).tasks,
          ).toHaveLength(1);
        },
      };
    }
  });
}
