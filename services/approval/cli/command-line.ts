import { homedir } from "node:os";
import { join } from "node:path";
import { type Place, readEnvFile } from "@frontdesk/shared/settings/env-file";
import { unknownSettings } from "@frontdesk/shared/settings/setting-names";
import type { SettingsSeen } from "./checks.ts";
import { createClient } from "./client.ts";
import type { Surroundings } from "./command.ts";
import type { Checks } from "./doctor.ts";
import { Ending, EXIT, type ExitCode } from "./ending.ts";
import { runCommand } from "./run-command.ts";
import { createSessionFile } from "./session-file.ts";
import type { Terminal } from "./terminal.ts";

const CONSOLE = "http://127.0.0.1:4103";

/** One command, as it was typed in this place. Resolves with what the process has to exit with. */
export function commandLine(argv: readonly string[], place: Place, terminal: Terminal): Promise<ExitCode> {
  return runCommand(argv, terminal, () => surroundingsIn(place, terminal));
}

async function surroundingsIn(place: Place, terminal: Terminal): Promise<Surroundings> {
  const { environment: env, problems } = readEnvFile(place);
  const url = originIn(env.FRONTDESK_URL || CONSOLE);
  const folder = env.XDG_CONFIG_HOME || join(homedir(), ".config");
  const sessions = createSessionFile(join(folder, "frontdesk", "sessions.json"));
  const key = env.FRONTDESK_KEY;
  const cookie = key ? undefined : await sessions.find(url);
  const credentials = key ? { key } : cookie === undefined ? undefined : { cookie };
  const now = () => new Date();
  const checks = checksFor({ environment: env, problems: [...problems, ...unknownSettings(place.surroundings)] }, now);
  return { client: createClient(url, credentials), sessions, terminal, now, checks };
}

function originIn(address: string): string {
  const parsed = URL.parse(address);
  if (parsed && ["http:", "https:"].includes(parsed.protocol)) return parsed.origin;
  throw new Ending(EXIT.usage, `FRONTDESK_URL is "${address}", but must be an address, as in ${CONSOLE}.`);
}

/** Loaded by the one command that needs them: they bring everything along that reads settings. */
function checksFor(settings: SettingsSeen, now: () => Date): Checks {
  const load = async () => (await import("./checks.ts")).createChecks(settings, { now });
  return {
    settings: async () => (await load()).settings(),
    live: async (signal) => (await load()).live(signal),
  };
}
