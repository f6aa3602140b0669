import { join } from "node:path";
import { parseArgs } from "node:util";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { RETENTION } from "@frontdesk/shared/domain/retention";
import { untilStopped } from "@frontdesk/shared/http/until-stopped";
import type { CodeHost } from "@frontdesk/shared/ports/code-host";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { startStandalone } from "@frontdesk/standalone/standalone";
import { say } from "../durability/say.ts";

// Standalone in a process of its own, on a GitHub that is elsewhere. It prints its log, and it can be told to stand still
// at a certain point, or to work slowly, so that a test can end it right there.

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: "" },
    /** Of GitHub's API. */
    github: { type: "string", default: "" },
    app: { type: "string", default: "" },
    gemini: { type: "string", default: "" },
    /** The log message, or the event on GitHub, at which the process stands still, as if frozen. */
    "freeze-at": { type: "string" },
    /** Posting doesn't end: `until-stopped` ends soon after the process is asked to stop, `forever` heeds nothing. */
    hang: { type: "string" },
    grace: { type: "string" },
  },
});
const TAKES_AFTER_STOP = 300;
const { folder, hang, grace } = values;
const { id: appId, privateKey, webhookSecret } = JSON.parse(values.app);

const log = createLogger({
  service: "standalone",
  format: "json",
  write(line) {
    say(line.trimEnd());
    passing(JSON.parse(line).message);
  },
});
const now = () => new Date();
const { codeHost: github, deliveries } = createGitHub({ appId, privateKey, baseUrl: values.github, now, log });
const codeHost: CodeHost = {
  ...github,
  async findComment(source, marker, signal) {
    if (hang !== undefined) await hanging(hang);
    return github.findComment(source, marker, signal);
  },
  async postComment(source, body, signal) {
    passing("comment wanted");
    const result = await github.postComment(source, body, signal);
    passing("comment made");
    return result;
  },
};
const config = {
  ...{ file: join(folder, "frontdesk.db"), retention: RETENTION, port: 0 },
  ...{ webhookSecrets: [webhookSecret], appId, decisionKey: webhookSecret },
};
const models = readModelConfig({ FRONTDESK_GEMINI_URL: values.gemini, FRONTDESK_GEMINI_API_KEY: "sandbox" });
const web = new URL(values.github).origin;
const options = { codeHost, deliveries, models, web, log, ...(grace !== undefined && { grace: Number(grace) }) };
const standalone = await startStandalone(config, options);
say(`listening ${standalone.webhook}`);
await untilStopped(() => standalone.close(), { log });

function passing(point: string): void {
  if (point !== values["freeze-at"]) return;
  say(`frozen at ${point}`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function hanging(how: string): Promise<void> {
  say("hanging");
  return new Promise((resolve) => {
    if (how === "until-stopped") process.once("SIGTERM", () => setTimeout(resolve, TAKES_AFTER_STOP));
  });
}
