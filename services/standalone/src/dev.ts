import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BackendConfig, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { type ModelSettings, readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { startGemini } from "../../../test/sandbox/gemini/start-gemini.ts";
import { type GitHub, startGitHub } from "../../../test/sandbox/github/start-github.ts";
import { webappFiles } from "../../../test/sandbox/webapp-files.ts";
import { startStandalone } from "./standalone.ts";

/** `pnpm dev`: everything in one process, on a sandbox instead of GitHub. Needs no account and no setting. */

const REPO = "acme/webapp";

const FIRST_ISSUES = [
  { title: "Where do I change my e-mail address?", body: "I looked under Settings and can't find it." },
  {
    title: "Crash on start since version 4",
    body: "TypeError: undefined is not a function\n    at main (app.js:3)\n\nNode 20.11, Debian 12. Version 3 was fine.",
  },
  {
    title: "Uploads fail",
    body: "### What happened?\n\nEvery upload ends with 413.\n\n### Version\n\n_No response_\n\n### Steps to reproduce\n\n1. \n\n### Logs\n\n_No response_",
  },
];

/** For the sandbox alone, which never leaves this machine. */
const DECISION_KEY = "sandbox";

/** Where they are from one start to the next, as long as nobody else is there. */
const PORTS = { github: 4100, webhook: 4101, gemini: 4102 };

/** Of the 8 to 25 seconds that real models take: long enough to be watched. */
const LATENCY = 0.1;

const now = () => new Date();
const log = createLogger({ service: "standalone", format: "pretty" });
try {
  await dev();
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function dev(): Promise<never> {
  const { folder, retention } = embedded(readBackendConfig(process.env));
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true });
  const keptIn = join(folder, "sandbox-github.jsonl");
  const github = await onPort(PORTS.github, (port) => startGitHub({ port, keptIn, log }));
  const { id: appId, privateKey, webhookSecret } = github.app;
  const config = {
    ...{ file: join(folder, "frontdesk.db"), retention, decisionKey: DECISION_KEY },
    ...{ webhookSecrets: [webhookSecret], appId },
  };
  const { codeHost, deliveries } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log });
  const gemini = await onPort(PORTS.gemini, (port) => startGemini({ port, latency: LATENCY, log }));
  const standalone = await onPort(PORTS.webhook, (port) =>
    startStandalone({ ...config, port }, { codeHost, deliveries, models: modelsOf(gemini.url), web: github.url, log }),
  );
  github.setWebhook({ url: standalone.webhook });

  console.log(`
  Frontdesk is running.

  Sandbox GitHub   ${github.url}   file an issue here, and see the reply
  Webhook          ${standalone.webhook}
  Health           ${standalone.url}/readyz
  Data             ${resolve(folder)}
  Stop             Ctrl-C
`);

  if (isNew) furnish(github);
  const close = async () => {
    await github.close();
    await standalone.close();
    await gemini.close();
  };
  return untilStopped(close, { log });
}

function furnish(github: GitHub): void {
  github.push(REPO, webappFiles());
  for (const issue of FIRST_ISSUES) github.fileIssue({ repo: REPO, ...issue });
}

function modelsOf(url: string): ModelSettings {
  return readModelConfig({ FRONTDESK_GEMINI_URL: url, FRONTDESK_GEMINI_API_KEY: "sandbox" });
}

async function onPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE") throw error;
    console.log(`  Port ${port} is taken by another program: another one is used.`);
    return start(0);
  }
}

function embedded(config: BackendConfig): Extract<BackendConfig, { kind: "embedded" }> {
  if (config.kind === "embedded") return config;
  throw new Unusable("FRONTDESK_BACKEND is gcp, but the sandbox runs on the embedded backend: take it away.");
}
