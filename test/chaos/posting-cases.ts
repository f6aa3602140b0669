import { onReplyApproved } from "@frontdesk/approval/desk/on-reply-approved";
import { type Approval, signDecision } from "@frontdesk/shared/domain/decision";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { confirmAbsent, redrive } from "@frontdesk/shared/domain/recover";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { MORNING } from "../contract/builders.ts";
import { storeTaskIn } from "../contract/journeys.ts";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { SIGNING_KEY } from "../contract/wishes.ts";
import { createFakeCodeHost, type PostFault, placeOf } from "./fake-code-host.ts";

/** An approved task and a GitHub that does what GitHub sometimes does, on any backend. */
export function describePosting(name: string, open: OpenBackend): void {
  describe(`posting on ${name}`, () => {
    const backend = openForAll(() => open());

    test("an approved reply is posted, byte for byte", async () => {
      const it = await begin();
      await it.deliver();
      expect(await it.task()).toMatchObject({ state: "posted" });
      expect(it.ours()).toEqual([it.approved.plan.body]);
    });

    test("C06: GitHub made the comment and the answer was lost: it is found, and there is one", async () => {
      const it = await begin({ faults: ["lost answer"] });
      await it.deliver();
      expect(await it.task()).toMatchObject({ state: "posting" });
      await it.passUntilRest();
      expect(await it.task()).toMatchObject({ state: "posted", comment: { id: expect.any(Number) } });
      expect(it.ours()).toHaveLength(1);
    });

    test("C08: what was sent is not to be seen: looked for four times, then a person is asked, and never posted again", async () => {
      const it = await begin({ faults: ["failed"] });
      await it.deliver();
      await it.passUntilRest();
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "posting", intent: { looks: 4 } });
      await it.update((task) => redrive(task, it.moment()));
      await it.deliver();
      await it.passUntilRest();
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "posting" });
      expect(it.ours()).toEqual([]);
    });

    test("C08: a person who says it is not there has it posted, unless it has appeared by then", async () => {
      for (const appears of [false, true]) {
        const it = await begin({ faults: ["failed"] });
        await it.deliver();
        await it.passUntilRest();
        if (appears) it.appear();
        await it.update((task) => confirmAbsent(task, task.version, it.moment()));
        await it.deliver();
        expect(await it.task()).toMatchObject({ state: "posted" });
        expect(it.ours()).toHaveLength(1);
      }
    });

    test("C09: a stranger's comment with our marker is not ours", async () => {
      const it = await begin();
      it.github.addComment(it.place, { body: markerOf(it.approved.id), byBot: true });
      await it.deliver();
      expect(it.ours()).toEqual([it.approved.plan.body]);
    });

    test("C41: the issue is gone by the time it would be posted: cancelled, with the reason", async () => {
      const it = await begin();
      it.github.setIssue(it.place, { ...it.approved.issue, state: "closed" });
      await it.deliver();
      expect(await it.task()).toMatchObject({ state: "cancelled", cancelledBy: "closed" });
      expect(it.ours()).toEqual([]);
    });

    test("C53: the issue differs from what was approved: drafted again, not posted", async () => {
      const it = await begin();
      it.github.setIssue(it.place, { ...it.approved.issue, body: "Never mind, it works now." });
      await it.deliver();
      expect(await it.task()).toMatchObject({ state: "triaged", inputRevision: 1, redrafts: 1 });
      expect(it.ours()).toEqual([]);
    });

    test("C42: a token that GitHub turns down is tried again at once, then later and later, then it parks", async () => {
      const it = await begin({ faults: Array<PostFault>(9).fill("bad token") });
      await it.deliver();
      expect(await it.task()).toMatchObject({ state: "approved", refusals: 1 });
      await it.deliver();
      expect(await it.task()).toMatchObject({
        state: "approved",
        refusals: 2,
        notBefore: after(it.moment().now, MINUTE),
      });
      await it.passUntilRest();
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "approved" });
      expect(it.github.faults).toHaveLength(4);
    });

    test("C41: nobody can look any more whether it was posted: a person is asked, not before the last look", async () => {
      const it = await begin({ faults: ["failed"] });
      await it.deliver();
      it.github.removeIssue(it.place);
      await it.passUntilRest();
      expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "posting", intent: { looks: 4 } });
    });

    test.each(["a foreign key", "another task", "another verdict"])(
      "C59b: a decision signed for %s is never posted, and a person is alerted",
      async (what) => {
        const it = await begin({ decision: (task) => forged(task, what) });
        await it.deliver();
        expect(await it.task()).toMatchObject({ state: "parked", parkedFrom: "approved" });
        expect(it.alerts).toEqual(["task parked"]);
        expect(it.ours()).toEqual([]);
      },
    );

    async function begin(given: { faults?: PostFault[]; decision?: (task: TaskIn<"approved">) => Approval } = {}) {
      const { tasks, values } = backend();
      const stored = await storeTaskIn(tasks, "approved");
      const { decision = (task: TaskIn<"approved">) => task.decision, faults = [] } = given;
      // Somebody who can write the database, and nothing else.
      if (given.decision) await tasks.update(stored.id, (task) => tamper(task as TaskIn<"approved">, decision));
      const github = createFakeCodeHost();
      const place = placeOf(stored.source);
      github.setIssue(place, stored.issue);
      github.faults.push(...faults);
      const clock = { now: after(stored.updatedAt, SECOND) };
      const alerts: string[] = [];
      const now = () => clock.now;
      const log = { ...silentLog, alert: (message: string) => void alerts.push(message) };
      const bus = { publish: async () => {} };
      const stopping = new AbortController().signal;
      const deps = { tasks, values, bus, codeHost: github.codeHost, decisionKey: SIGNING_KEY, log, now, stopping };
      const { id: taskId, traceparent } = stored;
      const event: EventOf<"reply.approved"> = { v: 1, type: "reply.approved", taskId, traceparent };
      const it = {
        github,
        place,
        alerts,
        approved: stored as TaskIn<"approved">,
        moment: () => ({ now: now(), by: "ada" }),
        ours: () => github.commentsAt(place).flatMap(({ byUs, body }) => (byUs ? [body] : [])),
        appear: () =>
          void github.codeHost.postComment(stored.source, (stored as TaskIn<"approved">).plan.body, stopping),
        deliver: () => onReplyApproved(event, deps),
        update: (rule: Parameters<typeof tasks.update>[1]) => tasks.update(taskId, rule),
        async task(): Promise<Task> {
          const task = await tasks.get(taskId);
          if (!task) throw new Error("the task is lost");
          return task;
        },
        /** Every time it is due the event comes again, as the sweep would see to. */
        async passUntilRest() {
          for (let round = 0; round < 20; round++) {
            const task = await it.task();
            if (!("dueAt" in task)) return;
            clock.now = task.dueAt;
            await sweep({ tasks, bus, log, now });
            await it.deliver();
          }
          throw new Error("it never comes to rest");
        },
      };
      return it;
    }
  });
}

function tamper(task: TaskIn<"approved">, decision: (task: TaskIn<"approved">) => Approval) {
  const version = task.version + 1;
  const entry = { version, at: MORNING, from: task.state, to: task.state, by: "intruder", why: "" };
  return { task: { ...task, version, decision: decision(task) }, entry: { ...entry, transition: "take in" as const } };
}

function forged({ id, plan, decision }: TaskIn<"approved">, what: string): Approval {
  const { signature: _, ...unsigned } = decision;
  switch (what) {
    case "a foreign key":
      return signDecision({ taskId: id, revision: plan.revision }, unsigned, "the intruder's key");
    case "another task":
      return signDecision({ taskId: "acme.webapp.1.opened", revision: plan.revision }, unsigned, SIGNING_KEY);
    default: {
      const rejection = { ...unsigned, verdict: "reject" as const };
      const { signature } = signDecision({ taskId: id, revision: plan.revision }, rejection, SIGNING_KEY);
      return { ...decision, signature };
    }
  }
}
