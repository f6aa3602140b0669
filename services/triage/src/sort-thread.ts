import { formOf, missingFrom } from "@frontdesk/shared/domain/issue-form";
import type { RepoSettings } from "@frontdesk/shared/domain/repo-settings";
import type { Source } from "@frontdesk/shared/domain/task";
import type { SeenThread } from "@frontdesk/shared/domain/thread";
import type { Triage } from "@frontdesk/shared/domain/triage";
import { type CodeReader, type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import type { AnsweringCall, Model, Unanswered, Withheld } from "@frontdesk/shared/ports/model";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { loadForms } from "@frontdesk/shared/repo/load-forms";
import { loadLabels } from "@frontdesk/shared/repo/load-labels";
import type { LoadedSettings } from "@frontdesk/shared/repo/load-settings";
import { sortingQuestion, triageOf } from "./sort-issue.ts";

export type SortDeps = { codeHost: CodeReader; model: Model; values: SharedValues; now: () => Date };

export type ToSort = {
  task: { id: string; source: Source };
  seen: SeenThread;
  loaded: LoadedSettings;
  until: Date;
  replay?: string;
};

export type SortedThread = { is: "sorted"; triage: Triage; call: AnsweringCall; costMicros: number };

/** Sorts a thread by all there is to sort by: the repository's labels, what people took off, its forms, a model. */
export async function sortThread(
  { task, seen, loaded, until, replay }: ToSort,
  deps: SortDeps,
  signal: AbortSignal,
): Promise<SortedThread | Unanswered | Withheld | Gone> {
  const { source } = task;
  const { settings, commit } = loaded;
  const [labels, takenOff, forms] = await Promise.all([
    loadLabels(source, deps, signal),
    deps.codeHost.labelsTakenOff(source, signal),
    loadForms({ ...source, commit }, deps, signal),
  ]);
  if (isGone(labels)) return labels;
  if (isGone(takenOff)) return takenOff;
  if (isGone(forms)) return forms;
  const question = sortingQuestion({ task, seen, labels, settings, until });
  const answer = await deps.model.ask({ ...question, ...(replay !== undefined && { replay }) }, signal);
  if (answer.is !== "answered") return answer;

  const form = source.trigger === "opened" ? formOf(seen.issue.body, forms) : undefined;
  const missing = form ? missingFrom(seen.issue.body, form) : [];
  const { value, call, costMicros } = answer;
  return { is: "sorted", triage: triageOf(value, { takenOff, missing }), call, costMicros };
}

/** Why this wants no reply, if so. What sorting is not sure of goes on: a person will see it. */
export function whyNoReply(
  { spam, wantsReply, confidence, summary }: Triage,
  settings: RepoSettings,
): string | undefined {
  if (confidence < settings.confidence) return undefined;
  if (spam) return `spam: ${summary}`;
  return wantsReply ? undefined : `wants no reply: ${summary}`;
}
