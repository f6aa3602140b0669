import type { Task } from "@frontdesk/shared/domain/task";
import { isLoopback } from "../check-host.ts";
import { YOU } from "../signed-in.ts";
import type { Around } from "./name-task.ts";

/** How things stand with a task that was shown to people, in words for them. */
export type Became = {
  words: string;
  /** What somebody wrote about it. */
  detail?: string;
  at: Date;
  link?: { url: string; label: string };
  /** A person has something to do that can't be done here. */
  onConsole?: string;
};

export function whatBecame(task: Task, around: Pick<Around, "console">): Became {
  const at = task.updatedAt;
  switch (task.state) {
    case "awaiting_approval":
      return { words: "It waits for a decision.", at: task.ask.askedAt };
    case "approved":
    case "posting":
      return { words: `${approvedBy(task.decision, around)} It is being posted.`, at: task.decision.at };
    case "posted": {
      const link = { url: task.comment.url, label: "Open the comment" };
      return { words: `${approvedBy(task.decision, around)} Posted.`, at: task.decision.at, link };
    }
    case "rejected": {
      const { via, at: decidedAt } = task.decision;
      return {
        words: `${whoOf(task.decision, around)} rejected this${door(via)}. Nothing was posted.`,
        detail: reasonIn(task.why),
        at: decidedAt,
      };
    }
    case "expired":
      return { words: "Nobody decided in time. Nothing was posted.", at };
    case "cancelled":
      return { words: "Cancelled. Nothing was posted.", detail: task.why, at };
    case "skipped":
      return { words: "There is nothing to answer any more. Nothing was posted.", detail: task.why, at };
    case "received":
    case "triaged":
    case "drafted":
      return { words: "It is being drafted again.", detail: task.why, at };
    case "parked":
      return task.parkedFrom === "posting"
        ? { words: "It may or may not be posted: somebody has to look.", at, onConsole: "Say what is there" }
        : { words: "It is stuck.", detail: task.why, at, onConsole: "See why, and send it on" };
  }
}

type By = { by: string; via: string };

function approvedBy(decision: By, around: Pick<Around, "console">): string {
  if (decision.via === "policy") return "Approved by policy.";
  return `${whoOf(decision, around)} approved this${door(decision.via)}.`;
}

/** Whoever signed in by a link is called "you", which in a channel would be whoever reads it. */
function whoOf({ by, via }: By, { console }: Pick<Around, "console">): string {
  const isOwner = by === YOU.name && via === "console" && isLoopback(console);
  return isOwner ? "The owner of the machine that Frontdesk runs on" : by;
}

function door(via: string): string {
  return via === "console" ? " on the console" : "";
}

/** As `reject` says it: who, and then why. */
function reasonIn(why: string): string {
  return why.replace(/^rejected by [^:]*: ?/, "");
}
