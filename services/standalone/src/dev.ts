import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { INTERACTIONS_PATH } from "@frontdesk/approval/web/slack/interactions";
import { buildConsole } from "@frontdesk/console/build";
import { type BackendConfig, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { serve } from "@frontdesk/shared/http/serve";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import { readWithEnvFile } from "@frontdesk/shared/settings/env-file";
import { unknownSettings } from "@frontdesk/shared/settings/setting-names";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { FIRST_ISSUES } from "../../../test/sandbox/first-issues.ts";
import { startGemini } from "../../../test/sandbox/gemini/start-gemini.ts";
import { type GitHub, startGitHub } from "../../../test/sandbox/github/start-github.ts";
import { settingsFor } from "../../../test/sandbox/settings.ts";
import { startSlack } from "../../../test/sandbox/slack/start-slack.ts";
import { webappFiles } from "../../../test/sandbox/webapp-files.ts";
import { keptKeys } from "./kept-keys.ts";
import { type Move, onPort, sayMoves } from "./on-port.ts";
import { printLinkOnEnter } from "./print-link-on-enter.ts";
import { leaveAddress, sayWhy } from "./say-why.ts";
import { startServices } from "./standalone.ts";
import { readStandaloneConfig } from "./standalone-config.ts";
import { setupFor } from "./start-setup.ts";
import { summary, wantsColours } from "./summary.ts";

/** `pnpm dev`: everything in one process, on stand-ins for GitHub, Gemini and Slack. Needs no account and no setting. */

const REPO = "acme/webapp";

/** Where they are, as long as nobody else is there. */
const PORTS = { github: 4100, webhook: 4101, gemini: 4102, console: 4103, slack: 4104 };

/** Of the 8 to 25 seconds that real models take: long enough to be watched. */
const LATENCY = 0.1;

const now = () => new Date();
const log = createLogger({ service: "standalone", format: "pretty" });
const look = { colours: wantsColours(process.stdout.isTTY === true, process.env.NO_COLOR) };
try {
  await dev();
} catch (error) {
  const why = sayWhy(error);
  if (why === undefined) throw error;
  console.error(why);
  process.exit(1);
}

async function dev(): Promise<never> {
  for (const sentence of unknownSettings(process.env)) console.error(`Warning: ${sentence}`);
  const place = { file: resolve(".env"), surroundings: process.env };
  const { folder: parent, retention } = embedded(readWithEnvFile(readBackendConfig, place));
  // Apart from what `pnpm start` keeps: nothing of the sandbox may ever be acted on for real.
  const folder = join(parent, "sandbox");
  const file = join(folder, "frontdesk.db");
  // First of all: what else is kept here is only touched by the one that has this file.
  const backend = await openSqlite({ file, log, now, retention });
  const kept = (name: string) => join(folder, `sandbox-${name}.jsonl`);
  const isNew = !existsSync(kept("github"));
  const { decisionKey, sessionKey } = keptKeys(folder);
  const moves: Move[] = [];
  const start = <T>(name: keyof typeof PORTS, run: (port: number) => Promise<T>) =>
    onPort(PORTS[name], run, { onMoved: (move) => moves.push(move) });
  const [github, slack, gemini, consolePort, built] = await Promise.all([
    start("github", (port) => startGitHub({ port, keptIn: kept("github"), log })),
    start("slack", (port) => startSlack({ port, keptIn: kept("slack"), log })),
    start("gemini", (port) => startGemini({ port, latency: LATENCY, log })),
    // Found before there are services: a second try would have to wait until what they had begun has ended.
    start("console", openAndClose),
    buildConsole(),
  ]);
  if (built === "built") console.log("  The console was built.");
  const { id: appId, privateKey, webhookSecret } = github.app;
  const { codeHost, deliveries } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log });

  const sandbox = { github: issuesOf(github), slack: slack.url };
  const settings = readStandaloneConfig(settingsFor({ github, slack, gemini }));
  const { models } = settings;
  if (!models) throw new TypeError("started without models");
  // Setting up can be rehearsed here: what the stand-in makes goes into a file that nobody reads.
  const envFile = join(folder, "rehearsed.env");
  const more = (url: string) => setupFor(() => settings, { url, envFile }, { onWritten: () => undefined, log, now });
  const standalone = await start("webhook", (port) =>
    startServices(
      {
        ...{ retention, port, decisionKey, webhookSecrets: [webhookSecret], appId },
        console: { port: consolePort, sessionKey, sandbox, slack: settings.slack },
      },
      { backend, codeHost, deliveries, models, web: github.url, more, log },
    ),
  );
  const { console: desk } = standalone;
  if (!desk?.link) throw new TypeError("started without a console");
  github.setWebhook({ url: standalone.webhook });
  github.setNeighbours({ console: desk.url, channel: slack.url });
  slack.setNeighbours({ console: desk.url, issues: sandbox.github });
  slack.setInteractions(desk.url + INTERACTIONS_PATH);
  leaveAddress(file, desk.url);
  if (moves.length > 0) console.log(sayMoves(moves));

  const lines = [
    { name: "Console", value: await desk.link(), says: "signs you in, once" },
    { name: "Sandbox GitHub", value: sandbox.github, says: "file an issue here" },
    { name: "Sandbox Slack", value: sandbox.slack },
    { name: "API", value: `${desk.url}/v1/docs` },
    { name: "Data", value: resolve(folder), says: "delete it to begin anew" },
    { name: "Stop", value: "Ctrl-C", ...(process.stdin.isTTY && { says: "Enter prints a new link" }) },
  ];
  const notes = isNew
    ? [`${FIRST_ISSUES.length} issues are being filed. Approve a reply on the console: it is posted on the sandbox.`]
    : [];
  console.log(summary("Frontdesk is running, on a sandbox", lines, notes, look));

  if (isNew) {
    github.push(REPO, webappFiles());
    void fileFirstIssues(github);
  }
  printLinkOnEnter(desk.link, { say: console.log });
  const close = async () => {
    await github.close();
    await standalone.close();
    await Promise.all([slack.close(), gemini.close(), backend.close()]);
  };
  return untilStopped(close, { log });
}

/** One after the other, so that there is something to watch. */
async function fileFirstIssues(github: GitHub): Promise<void> {
  let passed = 0;
  for (const { at, ...issue } of FIRST_ISSUES) {
    await setTimeout(at - passed, undefined, { ref: false });
    passed = at;
    github.fileIssue({ repo: REPO, ...issue });
  }
}

async function openAndClose(port: number): Promise<number> {
  const server = await serve((request) => void request.destroy(), { port, log });
  await server.close();
  return port;
}

function issuesOf(github: GitHub): string {
  return `${github.url}/${REPO}/issues`;
}

function embedded(config: BackendConfig): Extract<BackendConfig, { kind: "embedded" }> {
  if (config.kind === "embedded") return config;
  throw new Unusable("FRONTDESK_BACKEND is gcp, but the sandbox runs on the embedded backend: take it away.");
}
