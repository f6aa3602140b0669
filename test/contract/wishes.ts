import { describe, type Moment, type Ruling, refuse } from "@frontdesk/shared/domain/change";
import { type Decision, signDecision } from "@frontdesk/shared/domain/decision";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Claimed, Step, Task, TaskIn, WorkedState } from "@frontdesk/shared/domain/task";
import type { Triage } from "@frontdesk/shared/domain/triage";
import { claim, isWorked } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { issueContent } from "./builders.ts";

/** What somebody wants of a task, and what the rules say to it. */
export type Wish = (task: Task, at: Moment) => Ruling;

export const TRIAGE: Triage = {
  ...{ spam: false, kind: "bug", labels: ["bug"], confidence: 0.9, wantsReply: true, missing: [], language: "en" },
  summary: "crashes on start",
};
export const DRAFT = { labels: ["bug"], body: "Thank you! Which version is it?" };
export const COMMENT = { url: "https://github.com/acme/webapp/issues/1#issuecomment-99", id: 99 };

export const SIGNING_KEY = "a key of the tests";

export function claiming(step: Step): Wish {
  return (task, at) => claim(task, STAGES[step], at);
}

/** Somebody edited the issue's title. */
export function editing(title: string): Wish {
  return (task, at) => onOutsideChange(task, { kind: "content", issue: issueContent(title) }, at);
}

/** A wish of the worker that holds the task in this state. */
export function holding<S extends WorkedState>(state: S, wish: (held: Claimed<TaskIn<S>>, at: Moment) => Ruling): Wish {
  return (task, at) => {
    if (task.state !== state || !isWorked(task) || !task.lease) return refuse("lost", describe(task));
    return wish(task as Claimed<TaskIn<S>>, at);
  };
}

/** A wish of the person who is asked. */
export function asking(wish: (task: TaskIn<"awaiting_approval">, at: Moment) => Ruling): Wish {
  return (task, at) => (task.state === "awaiting_approval" ? wish(task, at) : refuse("state", describe(task)));
}

export function verdictOn<V extends Decision["verdict"]>(task: TaskIn<"awaiting_approval">, verdict: V, at: Moment) {
  const { digest, revision } = task.plan;
  const decision = { verdict, digest, by: at.by, via: "console" as const, at: at.now };
  return signDecision({ taskId: task.id, revision }, decision, SIGNING_KEY);
}
