import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { createSetup } from "@frontdesk/approval/web/setup/setup";
import { createFindings, type Known, pointWebhook, tryGeminiKey } from "@frontdesk/approval/web/setup/setup-findings";
import { setViewer, type Viewer } from "@frontdesk/approval/web/viewer";
import { createAppJwt } from "@frontdesk/shared/adapters/github/app-jwt";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { onTestFinished } from "vitest";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";

export const OWNER = { kind: "person", id: "you", name: "you", signedInBy: "link", csrf: "c".repeat(40) } as const;

/** Setting up, on stand-ins: GitHub without an App of ours as yet, Gemini, and a .env file with what it had. */
export async function startSetup({ env = "" }: { env?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, ".env");
  if (env !== "") writeFileSync(file, env, { mode: 0o644 });
  let time = Date.now();
  const now = () => new Date(time);
  const github = await startGitHub({ now });
  onTestFinished(() => github.close());
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());

  const logged: string[] = [];
  const log = createLogger({ service: "test", format: "json", write: (line) => void logged.push(line) });
  const world = { viewer: OWNER as Partial<Viewer> | undefined, written: 0 };
  const url = "http://127.0.0.1:1";
  const model = "gemini-3.5-flash-lite";
  /** What the process would know after it took the settings up. */
  const known = (): Known => {
    const {
      FRONTDESK_GITHUB_APP_ID: id,
      FRONTDESK_GITHUB_PRIVATE_KEY: privateKey,
      FRONTDESK_GEMINI_API_KEY: key,
    } = read();
    return {
      ...(key !== undefined && { gemini: { key, baseUrl: gemini.url, model } }),
      github: {
        apiUrl: github.apiUrl,
        ...(id && privateKey && { jwt: createAppJwt({ appId: Number(id), privateKey, now }) }),
      },
      ...{ webhookPath: "/webhooks/github", slack: false },
    };
  };
  const setup = createSetup(
    { url, web: github.url, apiUrl: github.apiUrl, webhookPath: "/webhooks/github", webhookPort: 4101, file },
    {
      findings: (signal) => createFindings(known(), { now })(signal),
      tryGeminiKey: (key, signal) => tryGeminiKey(key, { baseUrl: gemini.url, model }, signal),
      pointWebhook: (address, signal) => pointWebhook(address, known(), signal),
      check: () => undefined,
      onWritten() {
        world.written += 1;
      },
      ...{ log, now },
    },
  );
  const app = createApp(
    [
      (request, _response, next) => {
        if (world.viewer) setViewer(request, world.viewer as Viewer);
        next();
      },
      setup,
    ],
    { log },
  );
  const server = await serve(app, { port: 0, log });
  onTestFinished(() => server.close());

  const get = async (path: string) => answerOf(await fetch(server.url + path, { redirect: "manual" }));
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    return answerOf(await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) }));
  };
  function read() {
    try {
      return parseEnv(readFileSync(file, "utf8"));
    } catch {
      return {};
    }
  }
  return {
    ...{ world, github, gemini, file, get, post, read, logged },
    text: () => readFileSync(file, "utf8"),
    mode: () => statSync(file).mode & 0o777,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    /** What a browser does with the form: sends it, confirms, and comes back with GitHub's code. */
    async create(query = "") {
      const { body } = await get(`/v1/setup${query}`);
      const fields = new URLSearchParams({ manifest: JSON.stringify(body.manifest), create: "yes" });
      const answer = await fetch(body.action, { method: "POST", body: fields, redirect: "manual" });
      return new URL(answer.headers.get("location") ?? "http://nowhere.test");
    },
  };
}

async function answerOf(answer: Response) {
  const text = await answer.text();
  const body = answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
  return { status: answer.status, text, body, refresh: answer.headers.get("refresh") };
}
