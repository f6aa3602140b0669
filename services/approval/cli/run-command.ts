import { parseArgs } from "node:util";
import { didYouMean } from "@frontdesk/shared/settings/did-you-mean";
import { ACCOUNT_COMMANDS } from "./account-commands.ts";
import { ACT_COMMANDS } from "./act-commands.ts";
import type { Command, Given, Surroundings } from "./command.ts";
import { doctor } from "./doctor.ts";
import { Ending, EXIT, EXIT_CODES, type ExitCode } from "./ending.ts";
import { READ_COMMANDS } from "./read-commands.ts";
import { harmless, harmlessJson, styled, type Terminal } from "./terminal.ts";

const COMMANDS: { [name: string]: Command } = { doctor, ...READ_COMMANDS, ...ACT_COMMANDS, ...ACCOUNT_COMMANDS };

const EVERYWHERE = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

/** Runs one command, and says how it ended. What goes wrong is told on the terminal, once. */
export async function runCommand(
  argv: readonly string[],
  terminal: Terminal,
  surroundings: () => Promise<Surroundings>,
): Promise<ExitCode> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || ["help", "--help", "-h"].includes(name)) {
      const about = rest.find((word) => !word.startsWith("-"));
      terminal.out(about === undefined ? help(terminal) : helpOn(find(about), terminal));
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    const command = find(name);
    const given = understand(command, rest);
    if (given.has("help")) {
      terminal.out(helpOn(command, terminal));
      return EXIT.ok;
    }
    checkWords(command, given);
    const { data, text, failed } = await command.run(given, await surroundings());
    terminal.out(given.has("json") ? `${harmlessJson(data)}\n` : text);
    return failed ? EXIT.refused : EXIT.ok;
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    const wantsJson = argv.includes("--json");
    if (wantsJson) terminal.out(`${harmlessJson({ error: error.message, code: error.code })}\n`);
    // What a service refuses with may quote what strangers wrote.
    else terminal.err(`${harmless(error.message)}\n`);
    return error.code;
  }
}

function find(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  const meant = didYouMean(name, Object.keys(COMMANDS));
  throw new Ending(EXIT.usage, `There is no command "${name}".${meant} \`frontdesk help\` lists them.`);
}

function understand({ options = {}, usage }: Command, rest: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...options, ...EVERYWHERE },
      allowPositionals: true,
    });
    const all: { [name: string]: unknown } = values;
    const empty = Object.keys(all).find((name) => [all[name]].flat().some((value) => value === ""));
    if (empty !== undefined) throw new TypeError(`--${empty} is empty: give it a value, or leave it out.`);
    return {
      words: positionals,
      option: (name) => (typeof all[name] === "string" ? all[name] : undefined),
      options: (name) => (Array.isArray(all[name]) ? (all[name] as string[]) : []),
      has: (name) => all[name] === true,
    };
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    // What Node advises on words that begin with a dash is of no use here.
    const why = told.replace(/ To specify a positional argument .*/s, "");
    throw new Ending(EXIT.usage, `${why}\nUsage: frontdesk ${usage}`, { cause });
  }
}

function checkWords({ words: [least, most], usage }: Command, { words }: Given): void {
  const isEmpty = words.some((word) => word.trim() === "");
  if (words.length >= least && words.length <= most && !isEmpty) return;
  const missing = `${usage.split(" ")[1 + words.length]} is missing`;
  const what = isEmpty ? "A word is empty" : words.length < least ? missing : `"${words[most]}" is too much`;
  throw new Ending(EXIT.usage, `${what}.\nUsage: frontdesk ${usage}`);
}

function help(look: Pick<Terminal, "colours">): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `${styled("bold", "frontdesk", look)}: what waits, why, and what you say to it

Type \`npx -y pnpm@12 frontdesk\` in Frontdesk's folder, or \`pnpm frontdesk\` where pnpm is installed, for what is
called \`frontdesk\` here and in every message.

${lines.join("\n")}

Try:
  frontdesk doctor                          is everything as it should be?
  frontdesk list --state awaiting_approval  what waits for a person
  frontdesk show acme/webapp#42             the draft, to the last byte
  frontdesk approve acme/webapp#42          looks at it with you, then asks
  frontdesk trace acme/webapp#42            why did it say that?

Every command takes --json, for scripts, and --help.

Environment:
  FRONTDESK_URL  where the console is (http://127.0.0.1:4103 if not set)
  FRONTDESK_KEY  an API key; without one, the session of \`frontdesk sign-in\`

${EXIT_CODES}
`;
}

function helpOn({ usage, summary, about, examples }: Command, look: Pick<Terminal, "colours">): string {
  return `${styled("bold", `frontdesk ${usage}`, look)}

${summary}.${about === undefined ? "" : `\n${about}`}

Examples:
${examples.map((example) => `  frontdesk ${example}`).join("\n")}

--json prints what a script can read. \`frontdesk help\` lists the exit codes, and says how to run it.
`;
}
