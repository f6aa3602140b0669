import { z } from "zod";
import { pausesSchema } from "../src/api/actions.ts";
import { callSchema, STATES, type TaskRow, taskPageSchema } from "../src/api/task-shown.ts";
import type { Command } from "./command.ts";
import { Ending, EXIT } from "./ending.ts";
import { findTask } from "./find-task.ts";
import { showList, showTask, showTrace } from "./show-task.ts";
import { inLine } from "./terminal.ts";

const LONGEST_LIST = 2_000;
const PAGE = 200;

const list: Command = {
  usage: "list [--state STATE] [--repo OWNER/REPO] [--author LOGIN] [--kind KIND] [--q WORDS] [--limit N]",
  summary: "Lists tasks, newest first",
  about: `States: ${STATES.join(", ")}. Give several with commas between them.`,
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
    const limit = Number(given.option("limit") ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_LIST) {
      throw new Ending(EXIT.usage, `--limit is "${given.option("limit")}", but must be 1 to ${LONGEST_LIST}.`);
    }
    const query = new URLSearchParams();
    for (const name of ["state", "repo", "author", "kind", "q"]) {
      const value = given.option(name);
      if (value !== undefined) query.set(name, value);
    }
    const tasks: TaskRow[] = [];
    // A page may be empty, with more behind it; that ends, too.
    for (let page = 0; page < LONGEST_LIST && tasks.length < limit; page++) {
      query.set("limit", String(Math.min(PAGE, limit - tasks.length)));
      const found = await client.get(`/v1/tasks?${query}`, taskPageSchema);
      tasks.push(...found.tasks);
      if (found.next === undefined) break;
      query.set("after", found.next);
    }
    return { data: tasks, text: showList(tasks, now(), terminal) };
  },
};

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
      ({ repo, by, at, why }) => `${inLine(repo ?? "everywhere")}  by ${inLine(by)}, ${at}  ${inLine(why)}\n`,
    );
    return { data: found, text: lines.join("") || "Nothing is paused.\n" };
  },
};

export const READ_COMMANDS: { [name: string]: Command } = { list, show, trace, pauses };

/** Of an answer without a body. */
export const nothing = z.undefined();
