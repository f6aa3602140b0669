import { formOf, missingFrom } from "@frontdesk/shared/domain/issue-form";
import type { Plan } from "@frontdesk/shared/domain/plan";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import type { SeenThread } from "@frontdesk/shared/domain/thread";
import { type CodeReader, type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import type { AnsweringCall, Model, Unanswered, Withheld } from "@frontdesk/shared/ports/model";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { loadDocuments } from "@frontdesk/shared/repo/load-documents";
import { loadForms } from "@frontdesk/shared/repo/load-forms";
import type { LoadedSettings } from "@frontdesk/shared/repo/load-settings";
import type { AtCommit } from "@frontdesk/shared/repo/read-at-commit";
import { askForMissing } from "./ask-for-missing.ts";
import { draftQuestion, isShort } from "./draft-question.ts";
import { finishReply, plainReply } from "./finish-reply.ts";

export type DraftDeps = {
  codeHost: CodeReader;
  model: Model;
  values: SharedValues;
  /** Where people see the repository. */
  web: string;
  now: () => Date;
};

export type ToDraft = {
  task: Pick<TaskIn<"triaged">, "id" | "source" | "triage" | "guidance">;
  seen: SeenThread;
  loaded: LoadedSettings;
  until: Date;
  replay?: string;
  onText?: (soFar: string) => void;
};

export type Drafted = {
  is: "drafted";
  draft: Pick<Plan, "labels" | "body" | "notes">;
  /** Missing where no model was needed. */
  answer?: { call: AnsweringCall; costMicros: number };
};

/** A draft was written, and will never be fit to be shown. */
export type Unfit = { is: "unfit"; why: string; isAlarming: boolean; call: AnsweringCall };

/** Drafts the reply to a sorted thread: by code, where the repository's form says it all; else by a model. */
export async function draftReply(
  { task, seen, loaded, until, replay, onText }: ToDraft,
  deps: DraftDeps,
  signal: AbortSignal,
): Promise<Drafted | Unfit | Unanswered | Withheld | Gone> {
  const { source, triage } = task;
  const { settings, commit } = loaded;
  const at = { ...source, commit };
  const asked = await askByForm(task, seen, at, deps, signal);
  if (isGone(asked)) return asked;
  if (asked !== undefined) return { is: "drafted", draft: plainReply(asked, triage.labels) };

  const found = isShort(task, settings) ? { documents: [] } : await loadDocuments(at, settings, deps, signal);
  if (isGone(found)) return found;
  const { documents } = found;
  const question = draftQuestion({ task, seen, documents, commit, settings, until });
  const answer = await deps.model.ask(
    { ...question, ...(onText && { onText }), ...(replay !== undefined && { replay }) },
    signal,
  );
  if (answer.is !== "answered") return answer;

  const { value, call, costMicros } = answer;
  const { spared } = call;
  const { web } = deps;
  const finished = finishReply(value, { source, settings, documents, commit, labels: triage.labels, web, spared });
  if ("unfit" in finished) return { is: "unfit", why: finished.unfit, isAlarming: finished.isAlarming, call };
  return { is: "drafted", draft: finished.draft, answer: { call, costMicros } };
}

/** The repository's own form asks for what is missing, without a model. Not where a person wanted it put differently. */
async function askByForm(
  { source, triage, guidance }: ToDraft["task"],
  { issue }: SeenThread,
  at: AtCommit,
  deps: DraftDeps,
  signal: AbortSignal,
): Promise<string | Gone | undefined> {
  if (guidance || source.trigger !== "opened" || triage.missing.length === 0) return undefined;
  const forms = await loadForms(at, deps, signal);
  if (isGone(forms)) return forms;
  const form = formOf(issue.body, forms);
  const isForms = form !== undefined && missingFrom(issue.body, form).length > 0;
  return askForMissing(triage, isForms ? form.path : undefined);
}
