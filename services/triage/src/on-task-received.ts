import { triaged } from "@frontdesk/shared/domain/advance";
import type { EventOf } from "@frontdesk/shared/domain/events";
import { done, skip } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Source } from "@frontdesk/shared/domain/task";
import { factOf, seenOn } from "@frontdesk/shared/domain/thread";
import { type CodeReader, isGone } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { loadSettings } from "@frontdesk/shared/repo/load-settings";
import { runStep, type StepDeps, type StepResult } from "@frontdesk/shared/steps/run-step";
import { foldIntoOpenTask } from "./fold-into-open-task.ts";
import { sortIssue } from "./sort-issue.ts";

export type TriageDeps = StepDeps & { codeHost: CodeReader; values: SharedValues };

/** Sorts one new task, on its thread as it is now: what is it, and does it want a reply? */
export async function onTaskReceived(event: EventOf<"task.received">, deps: TriageDeps): Promise<StepResult> {
  return runStep(event, "triage", deps, async (task, signal) => {
    const { source } = task;
    const seen = await deps.codeHost.thread(source, signal);
    if (isGone(seen)) {
      const fact = { kind: "gone", how: seen.gone } as const;
      return done((current, at) => onOutsideChange(current, fact, at));
    }
    const open = await foldIntoOpenTask(task, seen, deps);
    if (source.byMaintainer && !(await answersMaintainers(source, deps, signal))) {
      return skip(`${source.author} is a maintainer`);
    }
    if (open) return skip(`folded into ${open.id}`);
    const fact = factOf(task, seen);
    if (fact.kind === "answered") return done((current, at) => onOutsideChange(current, fact, at));

    const triage = sortIssue(seen.issue);
    if (triage.spam) return skip("spam");
    if (!triage.wantsReply) return skip(`wants no reply: ${triage.summary}`);
    return done((current, at) => triaged(seenOn(current, seen), triage, at));
  });
}

async function answersMaintainers(source: Source, deps: TriageDeps, signal: AbortSignal): Promise<boolean> {
  const loaded = await loadSettings(source, deps, signal);
  return !isGone(loaded) && loaded.settings.answer_maintainers;
}
