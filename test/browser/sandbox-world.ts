import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { taskPageSchema } from "@frontdesk/approval/api/task-shown";
import { INTERACTIONS_PATH } from "@frontdesk/approval/web/slack/interactions";
import { buildConsole } from "@frontdesk/console/build";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { createPeople } from "@frontdesk/shared/adapters/github/person";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { RETENTION } from "@frontdesk/shared/domain/retention";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { startStandalone } from "@frontdesk/standalone/standalone";
import { readStandaloneConfig } from "@frontdesk/standalone/standalone-config";
import { setupFor } from "@frontdesk/standalone/start-setup";
import type { Cookie } from "playwright-core";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { type GitHub, startGitHub } from "../sandbox/github/start-github.ts";
import { settingsFor } from "../sandbox/settings.ts";
import { startSlack } from "../sandbox/slack/start-slack.ts";
import { webappFiles } from "../sandbox/webapp-files.ts";

export const REPO = "acme/webapp";

export type SandboxOptions = {
  /** Of the time that real models take. */
  latency?: number;
  /** Where people sign in with GitHub: a port that is free. Without it, they do by a printed link. */
  signInAt?: number;
  /** What there is before anything starts. */
  before?: (tasks: TaskStore, github: GitHub) => Promise<void>;
};

/** What a browser has kept of somebody's signing in. */
export type SignedIn = { cookies: [Cookie & { sameSite: "Lax" }]; origins: [] };

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** What `pnpm dev` starts, on ports that are free: everything in one process, with the stand-ins and the built console. */
export async function startSandbox({ latency = 0, signInAt, before }: SandboxOptions = {}) {
  await using parts = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  parts.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "frontdesk.db");
  const log = silentLog;
  const now = () => new Date();
  const github = await startGitHub({ log });
  const slack = await startSlack({ messagesEvery: 0, log });
  const gemini = await startGemini({ latency, log });
  parts.defer(async () => void (await Promise.all([slack.close(), gemini.close()])));
  await buildConsole();
  github.push(REPO, webappFiles());
  if (before) await prepare(file, (tasks) => before(tasks, github));

  const { id: appId, privateKey, webhookSecret, clientId, clientSecret } = github.app;
  const { codeHost, deliveries } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log });
  const settings = readStandaloneConfig(settingsFor({ github, slack, gemini }));
  const { models } = settings;
  if (!models) throw new TypeError("started without models");
  const people =
    signInAt === undefined
      ? undefined
      : createPeople({ baseUrl: github.apiUrl, web: github.url, clientId, clientSecret, now });
  const issues = `${github.url}/${REPO}/issues`;
  const envFile = join(folder, "rehearsed.env");
  let ports = { webhook: 0, console: signInAt ?? 0 };
  const start = async () => {
    const standalone = await startStandalone(
      {
        ...{ file, retention: RETENTION, port: ports.webhook, appId, webhookSecrets: [webhookSecret] },
        ...{ decisionKey: "d".repeat(32) },
        console: {
          ...{ port: ports.console, sessionKey: "s".repeat(32), sandbox: { github: issues, slack: slack.url } },
          slack: settings.slack,
          url: signInAt === undefined ? undefined : `http://127.0.0.1:${signInAt}`,
        },
      },
      {
        ...{ codeHost, deliveries, models, web: github.url, people, log, grace: 1_000 },
        more: (url) => setupFor(() => settings, { url, envFile }, { onWritten: () => undefined, log, now }),
      },
    );
    const { url, webhook, console: desk } = standalone;
    if (!desk) throw new TypeError("started without a console");
    ports = { webhook: Number(new URL(url).port), console: Number(new URL(desk.url).port) };
    github.setWebhook({ url: webhook });
    return { ...standalone, desk };
  };
  let running: Awaited<ReturnType<typeof start>> | undefined = await start();
  parts.defer(async () => void (await running?.close()));
  parts.defer(() => github.close());
  const { desk } = running;
  github.setNeighbours({ console: desk.url, channel: slack.url });
  slack.setNeighbours({ console: desk.url, issues });
  slack.setInteractions(desk.url + INTERACTIONS_PATH);

  const started = parts.move();
  return {
    ...{ github, slack, gemini, url: desk.url, issues },
    /** Another link that signs whoever started it in, once. */
    async link(path = "/"): Promise<string> {
      return `${await running?.desk.link?.()}?${new URLSearchParams({ next: path })}`;
    },
    /** A cookie as a browser has it that followed such a link. */
    async signedIn(): Promise<SignedIn> {
      const entered = await fetch(await this.link(), { redirect: "manual", headers: { "sec-fetch-site": "none" } });
      const [, name = "", value = ""] = /^([^=]+)=([^;]+)/.exec(entered.headers.getSetCookie()[0] ?? "") ?? [];
      const { hostname: domain } = new URL(desk.url);
      const cookie = { name, value, domain, path: "/", expires: -1, httpOnly: true, secure: false };
      return { cookies: [{ ...cookie, sameSite: "Lax" }], origins: [] };
    },
    /** The newest tasks, as who signed in sees them. */
    async tasks({ cookies: [{ name, value }] }: SignedIn) {
      const answer = await fetch(`${desk.url}/v1/tasks?limit=50`, { headers: { cookie: `${name}=${value}` } });
      return taskPageSchema.parse(await answer.json()).tasks;
    },
    comments: (issue: number) => github.commentsOn(REPO, issue).map(({ body }) => body),
    async stopDesk(): Promise<void> {
      await running?.close();
      running = undefined;
    },
    /** Where it was, with what it had. */
    async startDesk(): Promise<void> {
      running = await start();
    },
    close: () => started.disposeAsync(),
  };
}

async function prepare(file: string, fill: (tasks: TaskStore) => Promise<void>): Promise<void> {
  const backend = await openSqlite({ file, log: silentLog, now: () => new Date(), retention: RETENTION });
  await fill(backend.tasks);
  await backend.close();
}
