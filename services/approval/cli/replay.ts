import { setTimeout as sleep } from "node:timers/promises";
import { diff } from "node:util";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { type ReplayShown, replayShown } from "../src/api/actions.ts";
import type { TaskShown } from "../src/api/task-shown.ts";
import type { Command } from "./command.ts";
import { findTask } from "./find-task.ts";
import { harmless, inLine, styled, type Terminal } from "./terminal.ts";

const LOOK_EVERY = 1_000;
const MOST_LOOKS = 400;
/** With more lines than these, comparing takes too long. */
const MOST_COMPARED = 2_000;

/** What the task says was answered, to be compared with the replay's. */
type Recorded = Partial<Sorted> & { reply?: string };
type Sorted = { kind: string; spam: boolean; labels: string[]; summary: string };

export const replay: Command = {
  usage: "replay TASK [--no-wait] [--last]",
  summary: "Runs a task again under the present prompts, beside what was answered",
  about:
    "Nothing of the task changes, and nothing is posted. It costs what its calls cost.\nWaits for what comes of it; with --no-wait it doesn't, and --last shows it later.\nWith --last nothing is run again: it shows what came of the last time.",
  examples: ["replay acme.webapp.42.opened", "replay acme/webapp#42 --last"],
  options: { "no-wait": { type: "boolean" }, last: { type: "boolean" } },
  words: [1, 1],
  async run({ words: [named = ""], has }, { client, terminal }) {
    const task = await findTask(named, client);
    const path = `/v1/tasks/${encodeURIComponent(task.id)}/replay`;
    let shown = has("last")
      ? await client.get(path, replayShown)
      : await client.send("POST", path, undefined, replayShown);
    for (let looks = 0; looks < MOST_LOOKS && !has("no-wait") && isUnderWay(shown); looks++) {
      await sleep(LOOK_EVERY);
      shown = await client.get(path, replayShown);
    }
    const recorded = recordedIn(task);
    return {
      data: { ...shown, recorded },
      text: `${compared(recorded, shown, terminal).join("\n")}\n`,
      failed: shown.state === "failed",
    };
  },
};

function isUnderWay({ state }: ReplayShown): boolean {
  return state === "asked" || state === "sorted";
}

function recordedIn({ id, kind, spam = false, summary = "", suggestedLabels, plan }: TaskShown): Recorded {
  return {
    ...(kind && { kind, spam, labels: suggestedLabels, summary }),
    // A replay's has no marker.
    ...(plan && { reply: plan.body.replace(markerOf(id), "").trimEnd() }),
  };
}

function compared(recorded: Recorded, { state, why, sorting, reply }: ReplayShown, look: Look): string[] {
  const says = isUnderWay({ state } as ReplayShown) ? "under way: --last tells what came of it" : why;
  const [then, now] = [sortedAs(recorded), sorting && sortedAs(sorting)];
  return [
    `${state}${says === undefined ? "" : `: ${inLine(says)}`}`,
    ...(then === now ? [`sorted as then: ${now}`] : now ? [`sorted then: ${then}`, `sorted now:  ${now}`] : []),
    ...(state === "done" ? ["", ...comparedReplies(recorded.reply, reply, look)] : []),
  ];
}

function sortedAs({ kind, spam, labels = [], summary = "" }: Partial<Sorted>): string {
  if (kind === undefined) return "not at all";
  return `${kind}${spam ? ", spam" : ""}, ${labels.map(inLine).join(", ") || "no labels"}: ${inLine(summary)}`;
}

type Look = Pick<Terminal, "colours">;

function comparedReplies(then: string | undefined, now: string | undefined, look: Look): string[] {
  if (then === undefined && now === undefined) return ["No reply, as then."];
  if (then === undefined) return ["No reply then. Now:", "", harmless(now ?? "")];
  if (now === undefined) return ["No reply now. Then:", "", harmless(then)];
  if (then === now) return ["The reply is the same as then:", "", harmless(now)];
  return ["The reply, - then and + now:", "", ...changes(harmless(then).split("\n"), harmless(now).split("\n"), look)];
}

function changes(then: string[], now: string[], look: Look): string[] {
  const gone = (line: string) => styled("bad", `- ${line}`, look);
  const fresh = (line: string) => styled("good", `+ ${line}`, look);
  if (then.length + now.length > MOST_COMPARED) return [...then.map(gone), ...now.map(fresh)];
  // What only its first argument has, `diff` calls added, and tells it first.
  return diff(then, now).map(([is, line]) => (is === 0 ? `  ${line}` : is > 0 ? gone(line) : fresh(line)));
}
