import { drafted } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { done, type Outcome, park } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { isLabelsOnly } from "@frontdesk/shared/domain/plan";
import type { Claimed, TaskIn } from "@frontdesk/shared/domain/task";
import { factOf, type SeenThread, seenOn } from "@frontdesk/shared/domain/thread";
import { outcomeOf } from "@frontdesk/shared/model/outcome-of";
import { workEnds } from "@frontdesk/shared/pipeline";
import { isGone } from "@frontdesk/shared/ports/code-host";
import type { LoadedSettings } from "@frontdesk/shared/repo/load-settings";
import { lookAtThread } from "@frontdesk/shared/repo/look-at-thread";
import { cancelled } from "@frontdesk/shared/steps/cancelled";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { type DraftDeps, type Drafted, draftReply } from "./draft-reply.ts";
import { labelsOnly } from "./finish-reply.ts";
import { showLive } from "./show-live.ts";

export type RespondDeps = StepDeps & DraftDeps;

type Triaged = Claimed<TaskIn<"triaged">>;

/** Drafts the reply to one sorted task, from the repository's own documents and the thread. */
export async function onTaskTriaged(event: EventOf<"task.triaged">, deps: RespondDeps): Promise<StepResult> {
  return runStep(event, "respond", deps, async (task, signal) => {
    const { source } = task;
    const look = await lookAtThread(source, deps, signal);
    if (isGone(look)) return cancelled(look);
    const { seen, loaded } = look;
    const fact = factOf(task, seen);
    if (fact.kind !== "content") return done((current, at) => onOutsideChange(current, fact, at));
    return draft(task, seen, loaded, deps, signal);
  });
}

async function draft(
  task: Triaged,
  seen: SeenThread,
  loaded: LoadedSettings,
  deps: RespondDeps,
  signal: AbortSignal,
): Promise<Outcome<TaskIn<"triaged">>> {
  const live = showLive(task.id, deps);
  const drafting = draftReply({ task, seen, loaded, until: workEnds(task), onText: live.show }, deps, signal);
  const reply = await drafting.finally(() => live.end());
  if (isGone(reply)) return cancelled(reply);
  const goOn = (plan: Drafted["draft"]) =>
    done<TaskIn<"triaged">>((current, at) => drafted(seenOn(current, seen), plan, at));
  switch (reply.is) {
    case "drafted":
      return goOn(reply.draft);
    case "unfit":
      if (reply.isAlarming) deps.log.alert("a draft was blocked", { why: reply.why, call: reply.call.id });
      return park(reply.why);
    case "withheld":
      // A backlog of replies would take tomorrow's budget, too. But who has seen a draft waits for the next one.
      if (task.plan && !isLabelsOnly(task.plan)) return outcomeOf(reply);
      return goOn(labelsOnly(task.triage.labels, reply.why));
    default:
      return outcomeOf(reply);
  }
}
