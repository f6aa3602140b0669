import { type Budget, budgetSchema } from "@frontdesk/shared/domain/budget";
import type { Change, Moment } from "@frontdesk/shared/domain/change";
import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import { type NewTask, receive } from "@frontdesk/shared/domain/receive";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import type { IssueContent, Source } from "@frontdesk/shared/domain/task";
import { taskId } from "@frontdesk/shared/domain/task-id";
import type { Entry } from "@frontdesk/shared/ports/shared-values";

/** When stories begin, unless they say otherwise. */
export const MORNING = new Date("2026-03-02T09:00:00.000Z");

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** What a test wants to say about a task's origin. The rest is made up, the repository anew for each task. */
export type Origin = {
  repo?: Source["repo"];
  issue?: number;
  /** The id of the comment that wants an answer, if it is not the issue itself. */
  comment?: number;
  author?: string;
  /** GitHub's id of the object, where it is to be another one than the names suggest. */
  objectId?: number;
};

let repos = 0;

/** A repository that no other test of this file uses: how tests on one store keep out of each other's way. */
export function newRepo(): Source["repo"] {
  repos += 1;
  return { id: 1_000 + repos, owner: "Acme", name: `Webapp-${repos}` };
}

export function fullName({ owner, name }: Source["repo"]): string {
  return `${owner}/${name}`;
}

export function moment(now: Date = MORNING, by = "test"): Moment {
  return { now, by };
}

export function newTask(origin: Origin = {}): NewTask {
  const { repo = newRepo(), issue = 1, comment, author = "ada" } = origin;
  const objectId = origin.objectId ?? comment ?? repo.id * 1_000 + issue;
  const trigger = comment === undefined ? "opened" : "comment";
  const told = { installationId: 7, deliveryId: `delivery-of-${objectId}` };
  const source: Source = { ...told, repo, issue, trigger, objectId, author, byMaintainer: false };
  return { id: taskId(source), source, issue: issueContent(), traceparent: TRACEPARENT };
}

export function newChange(origin: Origin = {}, at: Moment = moment()): Change {
  return receive(newTask(origin), at);
}

export function issueContent(title = "It crashes on start"): IssueContent {
  return { title, body: "Version 3, on Linux. 日本語 and 🐛 in the log.", state: "open", lastHumanCommentId: 17 };
}

export function modelCall(call: Partial<ModelCall> = {}): ModelCall {
  return {
    ...{ id: "call-1", taskId: newTask().id, step: "triage", model: "gemini-flash", promptVersion: "triage-3" },
    ...{ inputHash: "a".repeat(64), prompt: "Sort this issue.", response: '{"kind":"bug"}', finished: true },
    ...{ tokens: { input: 1_200, cached: 800, output: 40, thoughts: 0 }, costMicros: 310, latencyMs: 412.5 },
    ...{ attempt: 1, at: MORNING },
    ...call,
  };
}

let kinds = 0;

/** A kind of shared value that no other test of this file uses. Its values are budgets, because they are short. */
export function newKind(): Kind<Budget> {
  kinds += 1;
  return { name: `budgets-${kinds}`, schema: budgetSchema };
}

export function taken(takenMicros: number, timing: Omit<Entry<Budget>, "value"> = {}): Entry<Budget> {
  return { value: { takenMicros }, ...timing };
}

export function oneMore(budget: Budget | undefined): Entry<Budget> {
  return taken((budget?.takenMicros ?? 0) + 1);
}
