import { KINDS } from "@frontdesk/shared/domain/triage";
import { didYouMean } from "@frontdesk/shared/settings/did-you-mean";
import { z } from "zod";
import { pausesSchema } from "../src/api/actions.ts";
import { callSchema, STATES } from "../src/api/task-shown.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { Ending, EXIT } from "./ending.ts";
import { findTask } from "./find-task.ts";
import { LONGEST_LIST, readTasks } from "./read-tasks.ts";
import { showList, showTask, showTrace } from "./show-task.ts";
import { inLine } from "./terminal.ts";

const FILTERS: { [name: string]: (given: string) => string } = {
  state: (given) => given.split(",").map(stateIn).join(","),
  repo: repoIn,
  author: (given) => given.replace(/^@/, ""),
  kind: (given) => oneOf(KINDS, given.trim(), "kind"),
  q: (given) => given,
};

/** In the console's words, too. */
function stateIn(given: string): string {
  const words = given.trim();
  const state = words.toLowerCase().replaceAll(/[ -]+/g, "_");
  return state === "waiting" ? "awaiting_approval" : oneOf(STATES, state, "state", words);
}

function oneOf(known: readonly string[], given: string, what: string, words = given): string {
  if (known.includes(given)) return given;
  const there = `${known.slice(0, -1).join(", ")} and ${known.at(-1)}`;
  throw new Ending(EXIT.usage, `There is no ${what} "${words}": there are ${there}.${didYouMean(given, known)}`);
}

function repoIn(given: string): string {
  if (/^[\w-]+\/[\w.-]+$/.test(given)) return given;
  throw new Ending(EXIT.usage, `--repo is "${given}", but must be OWNER/REPO, as in acme/webapp.`);
}

const USUAL_LIST = 50;

const list: Command = {
  usage: "list [--state STATE] [--repo OWNER/REPO] [--author LOGIN] [--kind KIND] [--q WORDS] [--limit N]",
  summary: "Lists tasks, newest first",
  about: [
    "What is not given is not asked for: without any of them, every task that you may see.",
    `States: ${STATES.join(", ")}; waiting is awaiting_approval. Give several with commas between them.`,
    `Kinds: ${KINDS.join(", ")}.`,
    "--q finds a task by its id, an issue as in acme/webapp#42 or #42, or titles that have all of the words.",
    `--limit is ${USUAL_LIST} if not set, and ${LONGEST_LIST} at most.`,
  ].join("\n"),
  examples: [
    "list --state awaiting_approval",
    "list --state parked --json",
    'list --repo acme/webapp --q "login fails"',
  ],
  options: {
    state: { type: "string" },
    repo: { type: "string" },
    author: { type: "string" },
    kind: { type: "string" },
    q: { type: "string" },
    limit: { type: "string" },
  },
  words: [0, 0],
  async run(given, { client, terminal, now }) {
    const limit = Number(given.option("limit") ?? USUAL_LIST);
    if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_LIST) {
      throw new Ending(EXIT.usage, `--limit is "${given.option("limit")}", but must be 1 to ${LONGEST_LIST}.`);
    }
    const query: { [name: string]: string } = {};
    for (const [name, read] of Object.entries(FILTERS)) {
      const value = given.option(name);
      if (value !== undefined) query[name] = read(value);
    }
    // One more than is shown, to know whether there is more.
    const found = await readTasks(query, limit + 1, client);
    if (found.length === 0 && query.repo !== undefined) await checkKnown(query.repo, client);
    const tasks = found.slice(0, limit);
    const more = found.length > limit ? `The newest ${limit}; there are more: see --limit.\n` : "";
    return { data: tasks, text: showList(tasks, now(), terminal) + more };
  },
};

/** A repository is known by its tasks, or by its pause. */
async function checkKnown(repo: string, client: Client): Promise<void> {
  const [newest] = await readTasks({ repo }, 1, client);
  if (newest) return;
  const { pauses: found } = await client.get("/v1/pauses", pausesSchema);
  if (found.some((one) => one.repo?.toLowerCase() === repo.toLowerCase())) return;
  throw new Ending(
    EXIT.absent,
    `There is no repository ${repo}, or none that you may see: it is known from its first task on.`,
  );
}

const show: Command = {
  usage: "show TASK",
  summary: "Shows one task and its draft",
  about: "TASK is a task's id, or an issue, as in acme/webapp#42: then its newest task.",
  examples: ["show acme.webapp.42.opened", "show acme/webapp#42"],
  words: [1, 1],
  async run({ words: [named = ""] }, { client, terminal, now }) {
    const task = await findTask(named, client);
    return { data: task, text: showTask(task, now(), terminal) };
  },
};

const trace: Command = {
  usage: "trace TASK [--prompts]",
  summary: "Tells the whole story of a task: every step, every call, what it took and cost",
  about: "With --prompts, what each call was asked and what it answered, to the last word.",
  examples: ["trace acme.webapp.42.opened", "trace acme/webapp#42 --prompts | less"],
  options: { prompts: { type: "boolean" } },
  words: [1, 1],
  async run({ words: [named = ""], has }, { client, terminal, now }) {
    const task = await findTask(named, client);
    const texts = [];
    for (const { id } of has("prompts") ? task.calls : []) {
      texts.push(
        await client.get(`/v1/tasks/${encodeURIComponent(task.id)}/calls/${encodeURIComponent(id)}`, callSchema),
      );
    }
    return { data: has("prompts") ? { ...task, calls: texts } : task, text: showTrace(task, texts, now(), terminal) };
  },
};

const pauses: Command = {
  usage: "pauses",
  summary: "Lists where posting is paused",
  examples: ["pauses"],
  words: [0, 0],
  async run(_given, { client }) {
    const { pauses: found } = await client.get("/v1/pauses", pausesSchema);
    const lines = found.map(
      ({ repo, by, at, why }) =>
        `${inLine(repo ?? "everywhere")}  by ${inLine(by)}, ${at}${why && `: ${inLine(why)}`}\n`,
    );
    return { data: found, text: lines.join("") || "Nothing is paused.\n" };
  },
};

export const READ_COMMANDS: { [name: string]: Command } = { list, show, trace, pauses };

/** Of an answer without a body. */
export const nothing = z.undefined();
