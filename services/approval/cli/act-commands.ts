import { setTimeout as sleep } from "node:timers/promises";
import { decisionMade, pauseShown, type ReplayShown, replayShown } from "../src/api/actions.ts";
import { type TaskShown, taskSchema } from "../src/api/task-shown.ts";
import type { Command, Given, Outcome, Surroundings } from "./command.ts";
import { Ending, EXIT } from "./ending.ts";
import { findTask } from "./find-task.ts";
import { nothing } from "./read-commands.ts";
import { showDraft, showTask } from "./show-task.ts";
import { harmless, inLine } from "./terminal.ts";

/** As many of a digest's characters as have to be given to name the draft that was seen. */
const SHORTEST_DIGEST = 8;

const digestOption = { digest: { type: "string" } } as const;
const ABOUT_DIGEST =
  "It is the draft that you saw that is decided on, and no other one: name it with --digest, of which the first 8 characters do, or look at it and say yes where you are asked.";

const approve: Command = {
  usage: "approve TASK [--digest DIGEST]",
  summary: "Approves a draft: it is posted",
  about: ABOUT_DIGEST,
  examples: ["approve acme/webapp#42", "approve acme.webapp.42.opened --digest 3f9a0c21"],
  options: digestOption,
  words: [1, 1],
  run: (given, surroundings) => decideOn("approve", given, surroundings, (digest) => ({ say: "approve", digest })),
};

const reject: Command = {
  usage: "reject TASK --reason WORDS [--digest DIGEST]",
  summary: "Rejects a draft: nothing is said on the issue",
  about: ABOUT_DIGEST,
  examples: ['reject acme/webapp#42 --reason "we answer this one ourselves"'],
  options: { ...digestOption, reason: { type: "string" } },
  words: [1, 1],
  run: (given, surroundings) =>
    decideOn("reject", given, surroundings, (digest) => ({
      say: "reject",
      digest,
      reason: given.option("reason") ?? "",
    })),
};

const sendBack: Command = {
  usage: "send-back TASK --guidance WORDS [--digest DIGEST]",
  summary: "Has it drafted again, with what you want different",
  about: ABOUT_DIGEST,
  examples: ['send-back acme/webapp#42 --guidance "shorter, and name the setting"'],
  options: { ...digestOption, guidance: { type: "string" } },
  words: [1, 1],
  async run(given, surroundings) {
    const guidance = given.option("guidance");
    if (!guidance) throw new Ending(EXIT.usage, "--guidance is missing: say what should be different.");
    return decideOn("send back", given, surroundings, (digest) => ({ say: "send back", digest, guidance }));
  },
};

async function decideOn(
  what: string,
  given: Given,
  { client, terminal, now }: Surroundings,
  verdictOn: (digest: string) => object,
): Promise<Outcome> {
  const task = await findTask(given.words[0] ?? "", client);
  const digest = await digestOf(task, what, given.option("digest"), terminal);
  const path = `/v1/tasks/${encodeURIComponent(task.id)}/decision`;
  const made = await client.send("POST", path, verdictOn(digest), decisionMade);
  if (made.is !== "decided") throw new Ending(EXIT.refused, "Nothing is decided: cleaning changed the text.");
  return { data: made.task, text: showTask(made.task, now(), terminal) };
}

async function digestOf(
  task: TaskShown,
  what: string,
  given: string | undefined,
  terminal: Surroundings["terminal"],
): Promise<string> {
  // With none to decide on, the service says why: it knows who was faster.
  const digest = task.plan?.digest ?? "";
  if (given !== undefined) {
    if (given.length < SHORTEST_DIGEST) {
      throw new Ending(EXIT.usage, `--digest is "${given}", but has to have ${SHORTEST_DIGEST} characters or more.`);
    }
    return digest.startsWith(given.toLowerCase()) ? digest : given;
  }
  if (!terminal.isInteractive) {
    throw new Ending(
      EXIT.usage,
      `--digest is missing: it says which draft you saw. \`frontdesk show ${task.id}\` shows it.`,
    );
  }
  terminal.err(`${showDraft(task, terminal)}\n`);
  const answer = await terminal.ask(`${task.repo}#${task.issue}: ${what} this draft? Type yes: `);
  if (answer.trim().toLowerCase() === "yes") return digest;
  throw new Ending(EXIT.refused, "Nothing is decided.");
}

function recovering(want: "redrive" | "revive", summary: string, about: string): Command {
  return {
    usage: `${want} TASK`,
    ...{ summary, about, examples: [`${want} acme.webapp.42.opened`], words: [1, 1] as const },
    async run({ words: [named = ""] }, { client, terminal, now }) {
      const { id } = await findTask(named, client);
      const task = await client.send("POST", `/v1/tasks/${encodeURIComponent(id)}/recovery`, { want }, taskSchema);
      return { data: task, text: showTask(task, now(), terminal) };
    },
  };
}

const redrive = recovering(
  "redrive",
  "Has a parked task go on from where it parked",
  "One that parked while posting only looks for its comment again.",
);
const revive = recovering(
  "revive",
  "Begins a task anew that was skipped, rejected, expired or cancelled",
  "Whatever was decided on it is off.",
);

const pause: Command = {
  usage: "pause [OWNER/REPO] [--why WORDS]",
  summary: "Stops all posting, in one repository or everywhere",
  about: "Drafts go on being made and decided on; nothing is posted until `resume`.",
  examples: ['pause --why "wrong tone"', "pause acme/webapp"],
  options: { why: { type: "string" } },
  words: [0, 1],
  async run({ words: [repo], option }, { client }) {
    const wanted = { ...(repo !== undefined && { repo }), why: option("why") ?? "" };
    const made = await client.send("PUT", "/v1/pauses", wanted, pauseShown);
    return { data: made, text: `Posting is paused ${repo === undefined ? "everywhere" : `in ${inLine(repo)}`}.\n` };
  },
};

const resume: Command = {
  usage: "resume [OWNER/REPO]",
  summary: "Lets posting go on",
  about: "A repository that was paused by itself stays paused while only everywhere is resumed.",
  examples: ["resume", "resume acme/webapp"],
  words: [0, 1],
  async run({ words: [repo] }, { client }) {
    const query = repo === undefined ? "" : `?repo=${encodeURIComponent(repo)}`;
    await client.send("DELETE", `/v1/pauses${query}`, undefined, nothing);
    return {
      data: { resumed: repo ?? "everywhere" },
      text: `Posting goes on ${repo === undefined ? "everywhere" : `in ${inLine(repo)}`}.\n`,
    };
  },
};

const LOOK_EVERY = 1_000;
const MOST_LOOKS = 400;

const replay: Command = {
  usage: "replay TASK [--no-wait]",
  summary: "Runs a task again under the present prompts, beside what was answered",
  about: "Nothing of the task changes, and nothing is posted. It costs what its calls cost.",
  examples: ["replay acme.webapp.42.opened"],
  options: { "no-wait": { type: "boolean" } },
  words: [1, 1],
  async run({ words: [named = ""], has }, { client }) {
    const { id } = await findTask(named, client);
    const path = `/v1/tasks/${encodeURIComponent(id)}/replay`;
    let shown = await client.send("POST", path, undefined, replayShown);
    for (let looks = 0; looks < MOST_LOOKS && !has("no-wait") && isUnderWay(shown); looks++) {
      await sleep(LOOK_EVERY);
      shown = await client.get(path, replayShown);
    }
    return { data: shown, text: showReplay(shown), failed: shown.state === "failed" };
  },
};

function isUnderWay({ state }: ReplayShown): boolean {
  return state === "asked" || state === "sorted";
}

function showReplay({ state, why, sorting, reply }: ReplayShown): string {
  const lines = [
    `${state}${why === undefined ? "" : `: ${inLine(why)}`}`,
    ...(sorting
      ? [
          `sorted: ${sorting.kind}${sorting.spam ? ", spam" : ""}, ${sorting.labels.map(inLine).join(", ") || "no labels"}: ${inLine(sorting.summary)}`,
        ]
      : []),
    ...(reply === undefined ? [] : ["", harmless(reply)]),
  ];
  return `${lines.join("\n")}\n`;
}

export const ACT_COMMANDS: { [name: string]: Command } = {
  approve,
  reject,
  "send-back": sendBack,
  redrive,
  revive,
  pause,
  resume,
  replay,
};
