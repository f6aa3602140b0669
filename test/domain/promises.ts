import type { Change } from "@frontdesk/shared/domain/change";
import { isSigned } from "@frontdesk/shared/domain/decision";
import { DAY, MAX_ATTEMPTS, MAX_REDRAFTS, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { planDigest } from "@frontdesk/shared/domain/plan";
import { isMoving, type MovingTask, type Task, taskSchema } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { isLegal } from "@frontdesk/shared/domain/transitions";
import { expect } from "vitest";
import { KEY } from "./sample-tasks.ts";
import type { World } from "./simulated-life.ts";

const RESTING = ["posted", "skipped", "rejected", "expired", "cancelled", "parked"];

const NEW_INPUT = ["take in", "redraft", "show difference", "send back", "revive", "reopen"];

/** What PROTOCOL.md says of every change, said again in other words. */
export function expectPromisesKept(before: Task | undefined, change: Change, world: World) {
  const { task, entry } = change;
  expect(entry).toMatchObject({ from: before?.state ?? "none", to: task.state, version: task.version, at: world.now });
  expect(isLegal(entry.transition, entry.from, entry.to), entry.transition).toBe(true);
  expect(task.version).toBe((before?.version ?? 0) + 1);
  expect("dueAt" in task, "resting ⇔ no dueAt").toBe(!RESTING.includes(task.state));
  expect(taskSchema.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  expectTiming(before, change);
  expectDecision(task);
  expectIntent(before, change);
  expect(task.inputRevision - (before?.inputRevision ?? 0)).toBe(NEW_INPUT.includes(entry.transition) ? 1 : 0);
  expect(task.redrafts).toBeLessThanOrEqual(MAX_REDRAFTS);
  if (entry.transition === "redo") expect(task.redrafts).toBe((before?.redrafts ?? 0) + 1);
  expect(world.comments.length, "comments").toBeLessThanOrEqual(1);
  expectCondition(before, change, world);
}

function expectTiming(before: Task | undefined, { task, entry }: Change) {
  if (!isMoving(task)) return;
  const { attempts, announcements, lease, dueAt } = task;
  expect(attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
  if (lease && entry.transition === "claim") expect(dueAt).toEqual(after(lease.until, 30 * SECOND));
  const isEntered = entry.from !== entry.to || entry.transition === "show difference";
  if (!isEntered) {
    const counted =
      before?.state === "posting" ? 0 : ({ claim: 1, redo: -1, defer: -1 }[entry.transition as "claim"] ?? 0);
    expect(attempts - (before as MovingTask).attempts, `attempts by ${entry.transition}`).toBe(counted);
    if (entry.transition === "fail" || entry.transition === "defer") expect(task.notBefore).toEqual(dueAt);
    return;
  }
  expect({ attempts, announcements }).toEqual({ attempts: 0, announcements: 0 });
  const claimed = before as MovingTask;
  if (entry.transition === "intend") expect({ lease, dueAt }).toEqual({ lease: claimed.lease, dueAt: claimed.dueAt });
  else expect({ lease, dueAt }).toEqual({ lease: undefined, dueAt: dueOnEntry(task, entry.at) });
}

function dueOnEntry(task: MovingTask, now: Date): Date {
  if (task.state === "awaiting_approval") return after(now, DAY);
  const announced = after(now, MINUTE);
  return task.notBefore && task.notBefore > announced ? task.notBefore : announced;
}

function expectDecision(task: Task) {
  const place = task.state === "parked" ? task.parkedFrom : task.state;
  if (!["approved", "posting", "posted"].includes(place)) {
    if (!["rejected", "cancelled"].includes(task.state)) expect(task).not.toHaveProperty("decision");
    return;
  }
  const { id, plan, decision } = task as Extract<Task, { state: "approved" }>;
  expect(decision).toMatchObject({ verdict: "approve", digest: plan.digest });
  expect(isSigned({ taskId: id, revision: plan.revision }, decision, KEY)).toBe(true);
}

function expectIntent(before: Task | undefined, { task, entry }: Change) {
  const mayPost = task.state === "posting" || (task.state === "parked" && task.parkedFrom === "posting");
  expect("intent" in task, "intent ⇔ posting, or parked from there").toBe(mayPost);
  if ("intent" in task && entry.transition !== "intend")
    expect(before).toMatchObject({ intent: { digest: task.plan.digest, at: task.intent.at } });
  if (task.state === "parked" && task.parkedFrom === "posting" && before?.state !== "parked")
    expect(entry.transition, "only the last look parks").toBe("give up looking");
  // What a person is shown, or has approved, is sealed on the issue as the task knows it.
  if (["drafted", "awaiting_approval", "approved", "posting"].includes(task.state) && "plan" in task && task.plan)
    expect(task.plan.digest).toBe(planDigest(task.source, task.issue, task.plan));
}

/** The conditions of the table. */
function expectCondition(before: Task | undefined, { task, entry }: Change, { now }: World) {
  if (!before) return;
  const { lease, notBefore, attempts, dueAt } = before as MovingTask;
  switch (entry.transition) {
    case "claim":
    case "exhaust":
      expect(lease === undefined || lease.until <= now).toBe(true);
      expect(notBefore === undefined || notBefore <= now).toBe(true);
      expect(before.state !== "posting" && attempts === MAX_ATTEMPTS).toBe(entry.transition === "exhaust");
      return;
    case "announce":
      expect(lease === undefined || lease.until <= now).toBe(true);
      expect(dueAt <= now).toBe(true);
      return;
    case "expire":
    case "remind":
    case "approve":
    case "approve with edit":
    case "reject":
    case "send back":
      expect(before.state === "awaiting_approval" && before.ask.deadline <= now).toBe(entry.transition === "expire");
      return;
    case "intend":
      expect(lease && after(now, 20 * SECOND) <= lease.until).toBe(true);
      return;
    case "give up looking":
    case "confirm absent":
      expect("intent" in before && after(before.intent.leaseUntil, 15 * MINUTE) <= now).toBe(true);
      return;
    case "note":
      expect("intent" in before).toBe(true);
      return;
    case "cancel":
      expect("intent" in before).toBe(false);
      return;
    case "redrive":
      expect(before.state === "parked" && before.parkedFrom).toBe(task.state);
      return;
    case "redraft":
      expect(before.redrafts).toBeLessThan(MAX_REDRAFTS);
      return;
    case "show difference":
      expect(before.redrafts).toBe(MAX_REDRAFTS);
      return;
  }
}
