import { drafted } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { formOf, missingFrom } from "@frontdesk/shared/domain/issue-form";
import { done, type Outcome, park } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Claimed, TaskIn } from "@frontdesk/shared/domain/task";
import { factOf, type SeenThread, seenOn } from "@frontdesk/shared/domain/thread";
import { outcomeOf } from "@frontdesk/shared/model/outcome-of";
import { workEnds } from "@frontdesk/shared/pipeline";
import { type CodeReader, type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import type { Model } from "@frontdesk/shared/ports/model";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { loadDocuments } from "@frontdesk/shared/repo/load-documents";
import { loadForms } from "@frontdesk/shared/repo/load-forms";
import type { LoadedSettings } from "@frontdesk/shared/repo/load-settings";
import { lookAtThread } from "@frontdesk/shared/repo/look-at-thread";
import { cancelled } from "@frontdesk/shared/steps/cancelled";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { askForMissing } from "./ask-for-missing.ts";
import { draftQuestion } from "./draft-question.ts";
import { finishReply, plainReply } from "./finish-reply.ts";
import { showLive } from "./show-live.ts";

export type RespondDeps = StepDeps & {
  codeHost: CodeReader;
  model: Model;
  values: SharedValues;
  /** Where people see the repository. */
  web: string;
};

type Triaged = Claimed<TaskIn<"triaged">>;

/** Drafts the reply to one sorted task, from the repository's own documents and the thread. */
export async function onTaskTriaged(event: EventOf<"task.triaged">, deps: RespondDeps): Promise<StepResult> {
  return runStep(event, "respond", deps, async (task, signal) => {
    const { source } = task;
    const look = await lookAtThread(source, deps, signal);
    if (isGone(look)) return cancelled(look);
    const { seen, loaded } = look;
    const fact = factOf(task, seen);
    if (fact.kind === "answered") return done((current, at) => onOutsideChange(current, fact, at));
    return draft(task, seen, loaded, deps, signal);
  });
}

async function draft(
  task: Triaged,
  seen: SeenThread,
  { settings, commit }: LoadedSettings,
  deps: RespondDeps,
  signal: AbortSignal,
): Promise<Outcome<TaskIn<"triaged">>> {
  const { source, triage, guidance } = task;
  const at = { ...source, commit };
  const asked = guidance ? undefined : await askByForm(task, seen, at, deps, signal);
  if (isGone(asked)) return cancelled(asked);
  if (asked !== undefined)
    return done((current, moment) => drafted(seenOn(current, seen), plainReply(asked, triage.labels), moment));

  const found = await loadDocuments(at, settings, deps, signal);
  if (isGone(found)) return cancelled(found);
  const live = showLive(task.id, deps);
  const until = workEnds(task);
  const { documents } = found;
  const question = draftQuestion({ task, seen, documents, commit, settings, until, onText: live.show });
  const answer = await deps.model.ask(question, signal).finally(() => live.end());
  if (answer.is !== "answered") return outcomeOf(answer);

  const { spared } = answer.call;
  const finished = finishReply(answer.value, {
    ...{ source, settings, documents, commit },
    labels: triage.labels,
    web: deps.web,
    spared,
  });
  if ("unfit" in finished) {
    if (finished.isAlarming) deps.log.alert("a draft was blocked", { why: finished.unfit, call: answer.call.id });
    return park(finished.unfit);
  }
  return done((current, moment) => drafted(seenOn(current, seen), finished.draft, moment));
}

/** The repository's own form asks for what is missing, without a model. */
async function askByForm(
  { source, triage }: Triaged,
  { issue }: SeenThread,
  at: Parameters<typeof loadForms>[0],
  deps: RespondDeps,
  signal: AbortSignal,
): Promise<string | Gone | undefined> {
  if (source.trigger !== "opened" || triage.missing.length === 0) return undefined;
  const forms = await loadForms(at, deps, signal);
  if (isGone(forms)) return forms;
  const form = formOf(issue.body, forms);
  const isForms = form !== undefined && missingFrom(issue.body, form).length > 0;
  return askForMissing(triage, isForms ? form.path : undefined);
}
