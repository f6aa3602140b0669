import type { State } from "./task.ts";

/**
 * The table: every change that can happen to a task, and between which states. Each row has one function of the same
 * meaning in the file named at its right; `change()` refuses to build anything that stands in no row.
 */
export const TRANSITIONS = {
  create: { from: ["none"], to: ["received"] }, //                                          receive.ts

  claim: { from: worked(), to: "same" }, //                                                 work.ts
  exhaust: { from: ["received", "triaged", "drafted", "approved"], to: ["parked"] },
  redo: { from: worked(), to: "same" },
  fail: { from: worked(), to: "same" },
  defer: { from: worked(), to: "same" },
  release: { from: worked(), to: "same" },
  park: { from: ["received", "triaged", "drafted", "approved"], to: ["parked"] },
  skip: { from: ["received", "triaged", "drafted", "approved"], to: ["skipped"] },

  triage: { from: ["received"], to: ["triaged"] }, //                                       advance.ts
  draft: { from: ["triaged"], to: ["drafted"] },
  ask: { from: ["drafted"], to: ["awaiting_approval"] },
  "approve automatically": { from: ["drafted"], to: ["approved"] },
  "ask again": { from: ["approved"], to: ["drafted"] },

  approve: { from: ["awaiting_approval"], to: ["approved"] }, //                            decide.ts
  "approve with edit": { from: ["awaiting_approval"], to: ["approved"] },
  reject: { from: ["awaiting_approval"], to: ["rejected"] },
  "send back": { from: ["awaiting_approval"], to: ["triaged"] },

  intend: { from: ["approved"], to: ["posting"] }, //                                       post.ts
  posted: { from: ["approved", "posting"], to: ["posted"] },
  refused: { from: ["posting"], to: ["approved", "parked", "cancelled"] },
  "look later": { from: ["posting"], to: "same" },
  "give up looking": { from: ["posting"], to: ["parked"] },

  resume: { from: ["approved"], to: "same" }, //                                            pause.ts

  announce: { from: worked(), to: "same" }, //                                              sweep.ts
  remind: { from: ["awaiting_approval"], to: "same" },
  expire: { from: ["awaiting_approval"], to: ["expired"] },

  redrive: { from: ["parked"], to: worked() }, //                                           recover.ts
  "confirm absent": { from: ["parked"], to: ["approved"] },
  "confirm posted": { from: ["parked"], to: ["posted"] },
  revive: { from: ["skipped", "rejected", "expired", "cancelled"], to: ["received"] },

  strip: { from: ["posted", "skipped", "rejected", "expired", "cancelled"], to: "same" }, //    strip.ts

  cancel: { from: ["received", "triaged", "drafted", "awaiting_approval", "approved", "parked"], to: ["cancelled"] }, // outside.ts
  "take in": { from: ["received", "triaged", "parked"], to: "same" },
  redraft: { from: ["drafted", "awaiting_approval", "approved"], to: ["triaged"] },
  "show difference": { from: ["drafted", "awaiting_approval", "approved"], to: ["awaiting_approval"] },
  note: { from: ["posting", "parked"], to: "same" },
  reopen: { from: ["cancelled"], to: ["received"] },
} as const satisfies Record<string, { from: readonly (State | "none")[]; to: readonly State[] | "same" }>;

export type TransitionName = keyof typeof TRANSITIONS;

export function isLegal(name: TransitionName, from: State | "none", to: State): boolean {
  const row: { from: readonly (State | "none")[]; to: readonly State[] | "same" } = TRANSITIONS[name];
  return row.from.includes(from) && (row.to === "same" ? from === to : row.to.includes(to));
}

function worked() {
  return ["received", "triaged", "drafted", "approved", "posting"] as const;
}
