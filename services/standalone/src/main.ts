import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { buildConsole } from "@frontdesk/console/build";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { createPeople } from "@frontdesk/shared/adapters/github/person";
import { appKeyIn } from "@frontdesk/shared/adapters/github-config";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { readWithEnvFile } from "@frontdesk/shared/settings/env-file";
import { unknownSettings } from "@frontdesk/shared/settings/setting-names";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { type Keys, keptKeys } from "./kept-keys.ts";
import { takenPort } from "./on-port.ts";
import { printLinkOnEnter } from "./print-link-on-enter.ts";
import { leaveAddress, sayWhy } from "./say-why.ts";
import { startServices } from "./standalone.ts";
import { readStandaloneConfig, type StandaloneSettings } from "./standalone-config.ts";
import { type ReadSettings, setupFor, startSetup } from "./start-setup.ts";
import { type SummaryLine, summary, wantsColours } from "./summary.ts";

/** `pnpm start`: everything in one process, on the real GitHub, Gemini and Slack, as .env says. */

const RESTART_AFTER = 1_000;
const ENV_FILE = resolve(".env");
const look = { colours: wantsColours(process.stdout.isTTY === true, process.env.NO_COLOR) };
const now = () => new Date();
const log = createLogger({ service: "standalone", format: process.stdout.isTTY ? "pretty" : "json" });
const say = (text: string) => void process.stdout.write(`${text}\n`);

const read: ReadSettings = (written) =>
  readWithEnvFile(readStandaloneConfig, { file: ENV_FILE, surroundings: process.env, written });
const parts = { onWritten: startAgain, log, now };

type Running = { close(): Promise<void> };
type Opened = { file: string; keys: Keys; backend: Backend };
let running: Promise<Running> = Promise.resolve({ close: async () => undefined });

for (const sentence of unknownSettings(process.env)) process.stderr.write(`Warning: ${sentence}\n`);
try {
  if ((await buildConsole()) === "built") say("  The console was built.");
  running = start();
  await running;
} catch (error) {
  giveUp(error);
}
await untilStopped(async () => (await running).close(), { log });

/** With what .env says now: all of Frontdesk, or where something is missing, the pages that lead to it. */
async function start(): Promise<Running> {
  const settings = read();
  const { folder, retention } = settings;
  const file = join(folder, "frontdesk.db");
  await using opened = new AsyncDisposableStack();
  // First of all: what else is kept there is only touched by the one that has this file.
  const backend = await openSqlite({ file, log, now, retention });
  opened.defer(backend.close);
  const parts = { file, keys: { ...keptKeys(folder), ...settings.keys }, backend };
  const { close } = await (settings.missing.length > 0 ? setUp(settings, parts) : work(settings, parts));
  opened.defer(close);
  const started = opened.move();
  return { close: () => started.disposeAsync() };
}

/** New settings are taken up at once: everything ends as when it is stopped, and begins anew in the same process. */
function startAgain(): void {
  const before = running;
  running = (async () => {
    // The page that says so has to be loaded first.
    await setTimeout(RESTART_AFTER);
    await (await before).close();
    return start();
  })();
  running.catch(giveUp);
}

function giveUp(error: unknown): never {
  const why = sayWhy(error);
  if (why === undefined) throw error;
  const setBy = takenPort(error) === undefined ? "" : " FRONTDESK_WEBHOOK_PORT and FRONTDESK_CONSOLE_PORT set them.";
  process.stderr.write(`${why}${setBy}\n`);
  process.exit(1);
}

async function setUp({ missing }: StandaloneSettings, { file, keys, backend }: Opened): Promise<Running> {
  const console = await startSetup(read, { envFile: ENV_FILE, keys }, { ...parts, backend });
  leaveAddress(file, console.url);
  const link = await console.link?.();
  const lines: SummaryLine[] = [
    { name: "Set up", value: `${link ?? console.url}?next=/setup`, says: "leads you through it" },
    { name: "Settings", value: ENV_FILE, ...(!existsSync(ENV_FILE) && { says: "not there yet" }) },
    { name: "Stop", value: "Ctrl-C" },
  ];
  const notes = ["Missing:", ...missing.map((sentence) => `  - ${sentence}`)];
  say(summary("Frontdesk is not set up yet", lines, notes, look));
  if (console.link) printLinkOnEnter(console.link, { say });
  return console;
}

async function work(settings: StandaloneSettings, { file, keys, backend }: Opened): Promise<Running> {
  const { github, client, models, slack, ports, retention, consoleUrl } = settings;
  if (models === undefined) throw new TypeError("started without models");
  const { baseUrl, web, webhookSecrets } = github;
  const key = appKeyIn(github);
  const people = client && createPeople({ baseUrl, web, ...client, now });
  const standalone = await startServices(
    {
      ...{ retention, port: ports.webhook, webhookSecrets, appId: key.appId, decisionKey: keys.decisionKey },
      console: { port: ports.console, url: consoleUrl, sessionKey: keys.sessionKey, slack },
    },
    {
      ...createGitHub({ ...key, baseUrl, log, now }),
      ...{ backend, models, web, people, log },
      more: (url) => setupFor(read, { url, envFile: ENV_FILE }, parts),
    },
  );
  const { console } = standalone;
  if (console) leaveAddress(file, console.url);
  const link = await console?.link?.();
  const lines: SummaryLine[] = [
    { name: "Console", value: link ?? console?.url ?? "", ...(link && { says: "signs you in, once" }) },
    { name: "Webhook", value: standalone.webhook, says: "GitHub has to reach it, by a tunnel or a proxy" },
    { name: "API", value: `${console?.url}/v1/docs` },
    { name: "Data", value: resolve(settings.folder) },
    { name: "Stop", value: "Ctrl-C" },
  ];
  say(summary("Frontdesk is running", lines, [], look));
  if (console?.link) printLinkOnEnter(console.link, { say });
  return standalone;
}
