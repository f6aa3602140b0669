import { triaged } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { defer, done, type Outcome, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Claimed, TaskIn } from "@frontdesk/shared/domain/task";
import { factOf, type SeenThread, seenOn, triggerIn } from "@frontdesk/shared/domain/thread";
import { after } from "@frontdesk/shared/domain/time";
import { outcomeOf } from "@frontdesk/shared/model/outcome-of";
import { workEnds } from "@frontdesk/shared/pipeline";
import { type CodeReader, type Gone, isGone, isMaintainer } from "@frontdesk/shared/ports/code-host";
import type { Model } from "@frontdesk/shared/ports/model";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { LoadedSettings } from "@frontdesk/shared/repo/load-settings";
import { lookAtThread } from "@frontdesk/shared/repo/look-at-thread";
import { cancelled } from "@frontdesk/shared/steps/cancelled";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { foldIntoOpenTask } from "./fold-into-open-task.ts";
import { whyTooMany } from "./limit-author.ts";
import { sortThread, whyNoReply } from "./sort-thread.ts";

export type TriageDeps = StepDeps & { codeHost: CodeReader; model: Model; values: SharedValues };

type Received = Claimed<TaskIn<"received">>;

const SEEN_WITHIN = 2 * MINUTE;
const LOOK_AGAIN_AFTER = 20 * SECOND;

/** Sorts one new task, on its thread as it is now: what is it, and does it want a reply? */
export async function onTaskReceived(event: EventOf<"task.received">, deps: TriageDeps): Promise<StepResult> {
  return runStep(event, "triage", deps, async (task, signal) => {
    const { source } = task;
    const look = await lookAtThread(source, deps, signal);
    if (isGone(look)) return cancelled(look);
    const { seen, loaded } = look;
    if (triggerIn(seen, task) === "not seen") return untilSeen(task, deps.now());
    const byMaintainer = await isByMaintainer(task, deps, signal);
    if (isGone(byMaintainer)) return cancelled(byMaintainer);
    const open = await foldIntoOpenTask(task, seen, deps);
    if (byMaintainer && !loaded.settings.answer_maintainers) return skip(`${source.author} is a maintainer`);
    if (open) return skip(`folded into ${open.id}`);
    const fact = factOf(task, seen);
    if (fact.kind !== "content") return done((current, at) => onOutsideChange(current, fact, at));
    const tooMany = await whyTooMany(task, loaded.settings, deps);
    if (tooMany) return skip(tooMany);
    return sort({ ...task, source: { ...source, byMaintainer } }, seen, loaded, deps, signal);
  });
}

async function sort(
  task: Received,
  seen: SeenThread,
  loaded: LoadedSettings,
  deps: TriageDeps,
  signal: AbortSignal,
): Promise<Outcome<TaskIn<"received">>> {
  const sorted = await sortThread({ task, seen, loaded, until: workEnds(task) }, deps, signal);
  if (isGone(sorted)) return cancelled(sorted);
  if (sorted.is !== "sorted") return outcomeOf(sorted);
  const { triage } = sorted;
  const why = whyNoReply(triage, loaded.settings);
  if (why !== undefined) return skip(why);
  return done((current, at) => triaged(seenOn({ ...current, source: task.source }, seen), triage, at));
}

/** A look right behind the webhook may come too early for the comment. One that comes later doesn't, and then it is gone. */
function untilSeen({ createdAt }: Received, now: Date): Outcome<TaskIn<"received">> {
  if (now >= after(createdAt, SEEN_WITHIN)) return cancelled({ gone: "deleted" });
  return defer(after(now, LOOK_AGAIN_AFTER), "the comment can't be seen yet");
}

async function isByMaintainer(
  { source }: Received,
  { codeHost }: TriageDeps,
  signal: AbortSignal,
): Promise<boolean | Gone> {
  if (source.byMaintainer) return true;
  const permission = await codeHost.permission(source, source.author, signal);
  return isGone(permission) ? permission : isMaintainer(permission);
}
