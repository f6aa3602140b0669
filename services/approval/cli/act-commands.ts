import { decisionMade, type PauseShown, pauseShown, pausesSchema } from "../src/api/actions.ts";
import { type TaskShown, taskSchema } from "../src/api/task-shown.ts";
import type { Command, Given, Outcome, Surroundings } from "./command.ts";
import { Ending, EXIT } from "./ending.ts";
import { findTask } from "./find-task.ts";
import { nothing } from "./read-commands.ts";
import { replay } from "./replay.ts";
import { showDraft, showTask } from "./show-task.ts";
import { inLine } from "./terminal.ts";

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
  usage: "reject TASK [--reason WORDS] [--digest DIGEST]",
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
  if (task.state !== "awaiting_approval") {
    throw new Ending(
      EXIT.conflict,
      `${task.id} is ${task.state}: there is nothing to ${what}. \`frontdesk show ${task.id}\` tells why.`,
    );
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
  usage: "pause [OWNER/REPO] [--reason WORDS]",
  summary: "Stops all posting, in one repository or everywhere",
  about: "Without a repository, everywhere. Drafts go on being made and decided on; nothing is posted until `resume`.",
  examples: ['pause --reason "wrong tone"', "pause acme/webapp"],
  options: { reason: { type: "string" } },
  words: [0, 1],
  async run({ words: [repo], option }, { client }) {
    const wanted = { ...(repo !== undefined && { repo }), why: option("reason") ?? "" };
    const made = await client.send("PUT", "/v1/pauses", wanted, pauseShown);
    return { data: made, text: `Posting is paused ${repo === undefined ? "everywhere" : `in ${inLine(repo)}`}.\n` };
  },
};

const resume: Command = {
  usage: "resume [OWNER/REPO]",
  summary: "Lets posting go on",
  about: "Without a repository, everywhere: one that was paused by itself stays paused.",
  examples: ["resume", "resume acme/webapp"],
  words: [0, 1],
  async run({ words: [repo] }, { client }) {
    const query = repo === undefined ? "" : `?repo=${encodeURIComponent(repo)}`;
    await client.send("DELETE", `/v1/pauses${query}`, undefined, nothing);
    const { pauses } = await client.get("/v1/pauses", pausesSchema);
    return { data: { resumed: repo ?? "everywhere" }, text: `${whatGoesOn(repo, pauses)}\n` };
  },
};

function whatGoesOn(repo: string | undefined, pauses: readonly PauseShown[]): string {
  const everything = pauses.find((one) => one.repo === undefined);
  if (everything) return `Everything is still paused, by ${inLine(everything.by)}: nothing is posted.`;
  if (repo !== undefined) return `Posting goes on in ${inLine(repo)}.`;
  const paused = pauses.map((one) => inLine(one.repo ?? "")).join(", ");
  return `Posting goes on everywhere${paused && `, but in ${paused}`}.`;
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
