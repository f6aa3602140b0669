import type { CallRow, HistoryShown, TaskShown } from "@frontdesk/approval/api/task-shown";
import { doorOf, duration, longDuration, stateWords } from "../text/words.ts";

/** Who the time went to until the next step: a model or our own work, a queue, or a person. */
export type Took = { by: "machine" | "wait" | "person"; ms: number; words: string };
export type TimelineStep = {
  key: number;
  name: string;
  icon: HistoryShown["to"];
  at: string;
  words: string;
  by: string;
  took: Took[];
  isNow: boolean;
};
export type Timeline = { steps: TimelineStep[]; machineMs: number; personMs: number };

/** Housekeeping, which nobody reads. */
const LEAST_SHOWN = 100;
const UNSHOWN = new Set(["claim", "announce", "release", "strip", "take in"]);
const DECISIONS = new Set(["approve", "approve with edit", "reject"]);
const NAMES: Record<string, string> = {
  defer: "deferred",
  fail: "failed, will be tried again",
  redo: "begun again",
  remind: "reminded",
  "look later": "looked for the comment",
  note: "noted",
  "send back": "sent back",
  "show difference": "issue changed",
  redraft: "to be written again",
  redrive: "redriven",
  resume: "resumed",
  revive: "begun again",
};

/** The history as a story: what happened, and where the time went in between. */
export function timelineOf(
  { history, calls, state, decision }: Pick<TaskShown, "history" | "calls" | "state" | "decision">,
  now: number,
): Timeline {
  const shown = history.filter(({ transition }) => !UNSHOWN.has(transition));
  const isMoving = ["received", "triaged", "drafted", "awaiting_approval", "approved", "posting"].includes(state);
  const decided = shown.findLast(({ transition }) => DECISIONS.has(transition));
  const sums = { machine: 0, person: 0, wait: 0 };
  const steps = shown.map((entry, index): TimelineStep => {
    const next = shown[index + 1];
    const isNow = next === undefined && isMoving;
    const end = next ? time(next.at) : now;
    const took = next || isNow ? tookOf(entry, end, history, calls, isNow) : [];
    for (const { by, ms } of took) sums[by] += ms;
    return {
      key: entry.version,
      name: NAMES[entry.transition] ?? stateWords(entry.to),
      icon: entry.transition === "defer" || entry.transition === "remind" ? "expired" : entry.to,
      at: entry.at,
      words: entry === decided && decision ? `${entry.why}, ${doorOf(decision.via)}` : entry.why,
      by: entry.by,
      took,
      isNow,
    };
  });
  return { steps, machineMs: sums.machine, personMs: sums.person };
}

function tookOf(
  entry: HistoryShown,
  end: number,
  history: readonly HistoryShown[],
  calls: readonly CallRow[],
  isNow: boolean,
): Took[] {
  const start = time(entry.at);
  const soFar = isNow ? " so far" : "";
  if (entry.to === "awaiting_approval") {
    return [{ by: "person", ms: end - start, words: `${longDuration(end - start)}${soFar}` }];
  }
  const claim = history.find(({ transition, at }) => transition === "claim" && time(at) >= start && time(at) < end);
  const begun = claim ? time(claim.at) : end;
  const waited: Took[] =
    begun - start >= LEAST_SHOWN
      ? [
          {
            by: "wait",
            ms: begun - start,
            words: `${duration(begun - start)} ${entry.transition === "defer" ? "waited" : "in the queue"}${claim ? "" : soFar}`,
          },
        ]
      : [];
  if (!claim) return waited;
  const model = calls.findLast(({ at, latencyMs }) => time(at) < end && time(at) + latencyMs > begun)?.model ?? "";
  return [
    ...waited,
    { by: "machine", ms: end - begun, words: `${duration(end - begun)} ${model}${soFar}`.replace(/ +/g, " ").trim() },
  ];
}

/** From 200 ms to a day on one bar: each ten times longer is 20 px longer. */
export function barWidth(ms: number): number {
  return Math.round(Math.min(120, Math.max(6, 20 * Math.log10(Math.max(1, ms) / 100))));
}

const time = (at: string) => new Date(at).getTime();
