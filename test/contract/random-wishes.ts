import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { approve, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { type OutsideFact, onOutsideChange } from "@frontdesk/shared/domain/outside";
import { intend, lookedInVain, posted, unknown } from "@frontdesk/shared/domain/post";
import { confirmPosted, redrive, revive } from "@frontdesk/shared/domain/recover";
import type { Claimed, Step, Task, WorkedState } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { complete, defer, fail, park, skip } from "@frontdesk/shared/domain/work";
import { issueContent } from "./builders.ts";
import type { Random } from "./random.ts";
import { COMMENT, claiming, DRAFT, TRIAGE, verdictOn, type Wish } from "./wishes.ts";

const STEP_ON = {
  received: "triage",
  triaged: "respond",
  drafted: "ask",
  approved: "post",
  posting: "post",
} as const satisfies Record<WorkedState, Step>;

/** A worker that saw the task wants it, or wants it for a step that it isn't ready for. */
export function drawClaim(seen: Task, random: Random): Wish {
  const fitting = seen.state in STEP_ON ? STEP_ON[seen.state as WorkedState] : "triage";
  return claiming(random.below(5) ? fitting : random.pick(["triage", "respond", "ask", "post"]));
}

/** What the worker that holds the task makes of it: mostly what it was to do. */
export function drawWork(held: Claimed, random: Random): Wish {
  return random.pick<Wish>([
    ...Array(6).fill(finishing(held, random)),
    (task, at) => fail(task, held, at, "503"),
    (task, at) => defer(task, held, after(at.now, MINUTE), at, "no slot is free"),
    (task, at) => park(task, held, at, "it will not work"),
    (task, at) => complete(task, held, at, (mine) => skip(mine, at, "nothing to add")),
  ]);
}

/** What a person wants who saw the task like this. */
export function drawPersonsWish(seen: Task, random: Random): Wish {
  if (seen.state === "awaiting_approval") {
    return random.pick<Wish>([
      (task, at) => approve(task, verdictOn(seen, "approve", at), at),
      (task, at) => approve(task, verdictOn(seen, "approve", at), at),
      (task, at) => reject(task, verdictOn(seen, "reject", at), at, "wrong tone"),
      (task, at) => sendBack(task, seen.plan.digest, "Ask for the log, too.", at),
    ]);
  }
  if (seen.state !== "parked") return revive;
  return random.below(2) ? redrive : (task, at) => confirmPosted(task, COMMENT, at);
}

/** What happens on GitHub: mostly edits, some of which change nothing. */
export function drawOutsideFact(random: Random): Wish {
  const issue = issueContent(`It crashes ${random.below(2)} times`);
  const fact = random.pick<OutsideFact>([
    ...Array(16).fill({ kind: "content", issue }),
    { kind: "gone", how: "closed" },
    { kind: "answered", by: "grace", issue },
    ...Array(4).fill({ kind: "reopened", issue }),
  ]);
  return (task, at) => onOutsideChange(task, fact, at);
}

function finishing(held: Claimed, random: Random): Wish {
  switch (held.state) {
    case "received":
      return (task, at) => complete(task, held, at, (mine) => triaged(mine, TRIAGE, at));
    case "triaged":
      return (task, at) => complete(task, held, at, (mine) => drafted(mine, DRAFT, at));
    case "drafted":
      return (task, at) => complete(task, held, at, (mine) => asked(mine, at));
    case "approved":
      return (task, at) => intend(task, held, at);
    case "posting":
      return random.pick<Wish>([
        (task, at) => posted(task, held.intent, COMMENT, at),
        (task, at) => lookedInVain(task, held, at.now, at),
        (task, at) => unknown(task, held.intent, at, "the connection broke"),
      ]);
  }
}
