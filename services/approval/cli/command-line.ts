import { homedir } from "node:os";
import { join } from "node:path";
import { createClient } from "./client.ts";
import type { Surroundings } from "./command.ts";
import type { Checks } from "./doctor.ts";
import { Ending, EXIT, type ExitCode } from "./ending.ts";
import { runCommand } from "./run-command.ts";
import { createSessionFile } from "./session-file.ts";
import type { Terminal } from "./terminal.ts";

type Environment = { readonly [name: string]: string | undefined };

const CONSOLE = "http://127.0.0.1:4103";

/** One command, as it was typed in these surroundings. Resolves with what the process has to exit with. */
export function commandLine(argv: readonly string[], env: Environment, terminal: Terminal): Promise<ExitCode> {
  return runCommand(argv, terminal, () => surroundingsIn(env, terminal));
}

async function surroundingsIn(env: Environment, terminal: Terminal): Promise<Surroundings> {
  const url = originIn(env.FRONTDESK_URL || CONSOLE);
  const folder = env.XDG_CONFIG_HOME || join(homedir(), ".config");
  const sessions = createSessionFile(join(folder, "frontdesk", "sessions.json"));
  const key = env.FRONTDESK_KEY;
  const cookie = key ? undefined : await sessions.find(url);
  const credentials = key ? { key } : cookie === undefined ? undefined : { cookie };
  const now = () => new Date();
  return { client: createClient(url, credentials), sessions, terminal, now, checks: checksFor(env, now) };
}

function originIn(address: string): string {
  const parsed = URL.parse(address);
  if (parsed && ["http:", "https:"].includes(parsed.protocol)) return parsed.origin;
  throw new Ending(EXIT.usage, `FRONTDESK_URL is "${address}", but must be an address, as in ${CONSOLE}.`);
}

/** Loaded by the one command that needs them: they bring everything along that reads settings. */
function checksFor(env: Environment, now: () => Date): Checks {
  const load = async () => (await import("./checks.ts")).createChecks(env, { now });
  return {
    settings: async () => (await load()).settings(),
    live: async (signal) => (await load()).live(signal),
  };
}
