import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BackendConfig, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { SETTINGS_PATH } from "@frontdesk/shared/domain/repo-settings";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { type GitHub, startGitHub } from "../../../test/sandbox/github/start-github.ts";
import { startStandalone } from "./standalone.ts";

/** `pnpm dev`: everything in one process, on a sandbox instead of GitHub. Needs no account and no setting. */

const REPO = "acme/webapp";

/** Nobody can be asked yet: there is no console. */
const SETTINGS = `# What becomes of drafted replies: off, dry-run, ask or automatic.
reply: automatic
labels: automatic
# Insiders alone, unless it says everybody.
automatic_for: everybody
`;

const FIRST_ISSUES = [
  { title: "Where do I change my e-mail address?", body: "I looked under Settings and can't find it." },
  { title: "Crash on start with Node 24", body: "TypeError: undefined is not a function\n    at main (app.js:3)" },
];

/** For the sandbox alone, which never leaves this machine. */
const DECISION_KEY = "sandbox";

/** Where they are from one start to the next, as long as nobody else is there. */
const PORTS = { github: 4100, webhook: 4101 };

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
  const standalone = await onPort(PORTS.webhook, (port) =>
    startStandalone({ ...config, port }, { codeHost, deliveries, log }),
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
  };
  return untilStopped(close, { log });
}

function furnish(github: GitHub): void {
  github.push(REPO, { [SETTINGS_PATH]: SETTINGS });
  for (const issue of FIRST_ISSUES) github.fileIssue({ repo: REPO, ...issue });
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
