import type { HistoryEntry } from "@frontdesk/shared/domain/change";
import type { Decision } from "@frontdesk/shared/domain/decision";
import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import type { Plan } from "@frontdesk/shared/domain/plan";
import { lastLook } from "@frontdesk/shared/domain/post";
import { citedAt } from "@frontdesk/shared/domain/reply-ending";
import { isMoving, type Source, type Task } from "@frontdesk/shared/domain/task";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import { traceIdOf } from "@frontdesk/shared/telemetry/trace";
import type { CallRow, HistoryShown, MAY, TaskRow, TaskShown } from "../../api/task-shown.ts";
import { hasAtLeast } from "../viewer.ts";
import { rowForReaders } from "./for-readers.ts";

/** Tasks as `/v1` shows them. */

function rowOf(task: Task, now: Date): TaskRow {
  const { id, version, state, source, issue, why, redrafts, createdAt, updatedAt } = task;
  const triage = "triage" in task ? task.triage : undefined;
  const plan = planOf(task);
  const ask = task.state === "awaiting_approval" ? task.ask : undefined;
  const lease = isMoving(task) ? task.lease : undefined;
  const notBefore = isMoving(task) ? task.notBefore : undefined;
  return {
    ...{ id, version, state, repo: nameOf(source), issue: source.issue, trigger: source.trigger },
    ...{ title: issue.title, author: source.author, byMaintainer: source.byMaintainer, why, redrafts },
    ...(task.state === "parked" && { parkedFrom: task.parkedFrom }),
    ...(triage && { kind: triage.kind, spam: triage.spam, confidence: triage.confidence }),
    ...(triage && { language: triage.language, summary: triage.summary }),
    unverified: plan?.notes?.unverified.length ?? 0,
    differs: ask?.draftedOn !== undefined,
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
    ...(ask && { askedAt: ask.askedAt.toISOString(), deadline: ask.deadline.toISOString() }),
    ...(lease && lease.until > now && { workedOn: lease.step }),
    ...(notBefore && notBefore > now && { notBefore: notBefore.toISOString() }),
    ...("decision" in task && task.decision && { decidedBy: task.decision.by }),
  };
}

/** As it is for somebody with this permission in its repository. */
export function rowFor(permission: Permission, task: Task, now: Date): TaskRow {
  const row = rowOf(task, now);
  return hasAtLeast(permission, "triage") ? row : rowForReaders(task, row);
}

export type Shown = {
  task: Task;
  history: readonly HistoryEntry[];
  calls: readonly ModelCall[];
  may: readonly (typeof MAY)[number][];
};

/** `web`: where people see repositories. */
export function taskShown({ task, history, calls, may }: Shown, { now, web }: { now: Date; web: string }): TaskShown {
  const { source, issue, guidance } = task;
  const triage = "triage" in task ? task.triage : undefined;
  const plan = planOf(task);
  const ask = task.state === "awaiting_approval" ? task.ask : undefined;
  const decision = "decision" in task ? task.decision : undefined;
  const { title, body, state } = issue;
  return {
    ...rowOf(task, now),
    content: { title, body, state, url: `${repoUrl(source, web)}/issues/${source.issue}` },
    missing: triage?.missing ?? [],
    suggestedLabels: triage?.labels ?? [],
    ...(guidance && { guidance: { ...guidance, at: guidance.at.toISOString() } }),
    ...(plan && { plan: planShown(plan, source, web) }),
    ...(ask?.draftedOn && { draftedOn: contentOf(ask.draftedOn) }),
    ...(decision && { decision: decisionShown(decision) }),
    ...(task.state === "posted" && { comment: { url: task.comment.url } }),
    ...(task.state === "parked" &&
      task.parkedFrom === "posting" && { confirmFrom: lastLook(task.intent).toISOString() }),
    costMicros: calls.reduce((sum, { costMicros }) => sum + costMicros, 0),
    traceId: traceIdOf(task.traceparent) ?? "",
    deliveryId: source.deliveryId,
    ...(isMoving(task) && { dueAt: task.dueAt.toISOString() }),
    ...(ask && { nextReminder: ask.nextReminder.toISOString() }),
    history: history.map(entryShown),
    calls: calls.map(callRow),
    may: [...may],
  };
}

export function callRow(call: ModelCall): CallRow {
  const { id, step, purpose, model, modelVersion, ended, why, finished, attempt, at, latencyMs, costMicros } = call;
  const { input, cached, output, thoughts } = call.tokens;
  return {
    ...{ id, step, model, finished, attempt, at: at.toISOString(), latencyMs, costMicros },
    ...(purpose !== undefined && { purpose }),
    ...(modelVersion !== undefined && { modelVersion }),
    ...(ended !== undefined && { ended }),
    ...(why !== undefined && { why }),
    tokens: { input, cached, output, thoughts },
  };
}

export function nameOf({ repo }: Pick<Source, "repo">): string {
  return `${repo.owner}/${repo.name}`;
}

function planOf(task: Task): Plan | undefined {
  return "plan" in task ? task.plan : undefined;
}

function planShown({ revision, digest, body, labels, notes }: Plan, source: Source, web: string) {
  const citations = notes?.citations ?? [];
  return {
    ...{ revision, digest, body, labels, bytes: Buffer.byteLength(body) },
    citations: citations.map((citation) => {
      const { path, commit, fromLine, toLine } = citation;
      // As the draft links it: by that, the two are found to be the same.
      return { path, commit, fromLine, toLine, url: citedAt(citation, source, web) };
    }),
    unverified: notes?.unverified ?? [],
    removed: notes?.removed ?? [],
    ...(notes?.spared !== undefined && { spared: notes.spared }),
  };
}

function decisionShown({ verdict, by, via, at, digest }: Decision) {
  return { verdict, by, via, at: at.toISOString(), digest };
}

function contentOf({ title, body, state }: Task["issue"]) {
  return { title, body, state };
}

function entryShown({ at, from, to, by, transition, version, why }: HistoryEntry): HistoryShown {
  return { at: at.toISOString(), from, to, by, transition, version, why };
}

function repoUrl(source: Source, web: string): string {
  return `${web}/${source.repo.owner}/${source.repo.name}`;
}
