import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BackendConfig, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { createFakeCodeHost } from "../../../test/chaos/fake-code-host.ts";
import { fileIssue } from "../../../test/sandbox/github/file-issue.ts";
import { createPages } from "../../../test/sandbox/github/pages.ts";
import { startStandalone } from "./standalone.ts";

/** `pnpm dev`: everything in one process, on a sandbox instead of GitHub. Needs no account and no setting. */

const FIRST_ISSUES = [
  { title: "Where do I change my e-mail address?", body: "I looked under Settings and can't find it." },
  { title: "Crash on start with Node 24", body: "TypeError: undefined is not a function\n    at main (app.js:3)" },
];

/** For the sandbox alone, which never leaves this machine. */
const SECRET = "sandbox";

/** Where they are from one start to the next, as long as nobody else is there. */
const PORTS = { pages: 4100, webhook: 4101 };

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
  const github = createFakeCodeHost(join(folder, "sandbox-github.jsonl"));
  const config = { file: join(folder, "frontdesk.db"), retention, webhookSecrets: [SECRET], decisionKey: SECRET };
  const standalone = await onPort(PORTS.webhook, (port) =>
    startStandalone({ ...config, port }, { codeHost: github.codeHost, log }),
  );
  const webhook = { url: `${standalone.url}/webhooks/github`, secret: SECRET };
  const app = createApp([createPages(github, webhook)], { log });
  const pages = await onPort(PORTS.pages, (port) => serve(app, { port, log }));

  console.log(`
  Frontdesk is running.

  Sandbox GitHub   ${pages.url}   file an issue here, and see the reply
  Webhook          ${webhook.url}
  Health           ${standalone.url}/readyz
  Data             ${resolve(folder)}
  Stop             Ctrl-C
`);

  if (isNew) for (const issue of FIRST_ISSUES) await fileIssue(github, webhook, issue);
  const close = async () => {
    await pages.close();
    await standalone.close();
  };
  return untilStopped(close, { log });
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
