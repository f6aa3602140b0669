import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { createSandboxCodeHost } from "../../../test/sandbox/github/code-host.ts";
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

const folder = resolve(process.env.FRONTDESK_DATA ?? ".frontdesk");
const port = Number(process.env.PORT ?? 0);
const log = createLogger({ service: "standalone", format: "pretty" });

const isNew = !existsSync(folder);
mkdirSync(folder, { recursive: true });
const github = createSandboxCodeHost(join(folder, "sandbox-github.jsonl"));
const config = { file: join(folder, "frontdesk.db"), port, webhookSecrets: [SECRET], decisionKey: SECRET };
const standalone = await startStandalone(config, { codeHost: github.codeHost, log });
const webhook = { url: `${standalone.url}/webhooks/github`, secret: SECRET };
const pages = await serve(createApp([createPages(github, webhook)], { log }), { port: 0, log });

console.log(`
  Frontdesk is running.

  Sandbox GitHub   ${pages.url}   file an issue here, and see the reply
  Webhook          ${webhook.url}
  Health           ${standalone.url}/readyz
  Data             ${folder}
  Stop             Ctrl-C
`);

if (isNew) for (const issue of FIRST_ISSUES) await fileIssue(github, webhook, issue);

await untilStopped(
  async () => {
    await pages.close();
    await standalone.close();
  },
  { log },
);
