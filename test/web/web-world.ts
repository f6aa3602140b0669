import type { RequestListener } from "node:http";
import { createKeys } from "@frontdesk/approval/web/keys";
import { type OpenWebConfig, type OpenWebDeps, openWeb } from "@frontdesk/approval/web/open-web";
import { viewerOf } from "@frontdesk/approval/web/viewer";
import { createPeople } from "@frontdesk/shared/adapters/github/person";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { serve } from "@frontdesk/shared/http/serve";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { type RequestHandler, Router } from "express";
import { onTestFinished } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import type { TestBackend } from "../contract/test-backend.ts";
import { type GitHub, startGitHub } from "../sandbox/github/start-github.ts";
import { type Browser, openBrowser, send } from "./browser.ts";

type Made = Parameters<OpenWebDeps["routers"]>[0];

export type WebWorldOptions = Partial<Pick<OpenWebConfig, "signInBy" | "rates" | "consoleFolder">> & {
  /** The backend as its contract tells it, in memory, unless told. */
  backend?: "model" | "sqlite" | TestBackend;
  /** What is behind the door; a few questions about who asks, unless told. */
  routers?: (
    made: Made,
    world: { backend: TestBackend; github: GitHub; now: () => Date },
  ) => {
    v1: RequestHandler[];
    machines?: RequestHandler[];
  };
  /** The name that people reach it under; without one, its own address. */
  url?: string;
  log?: Log;
};

/** A web role with a GitHub beside it, where people sign in. All of it ends with the test. */
export async function startWebWorld(options: WebWorldOptions = {}) {
  const { signInBy = "github", log = silentLog } = options;
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const backend = await backendFor(options.backend ?? "model", now);
  const github = await startGitHub({ now });
  onTestFinished(() => github.close());
  const { clientId, clientSecret } = github.app;
  const people = createPeople({ baseUrl: github.apiUrl, web: github.url, clientId, clientSecret, now });
  const { tasks, values } = backend;

  /** One instance. Others may answer under the same name, as behind one address. */
  const start = async (named?: string) => {
    let listener: RequestListener | undefined;
    const server = await serve((request, response) => listener?.(request, response), {
      ...{ port: 0, log, timeouts: { grace: 0 } },
    });
    onTestFinished(() => server.close());
    const url = named ?? server.url;
    const web = openWeb(
      {
        ...{ url, signInBy, sessionKey: "s".repeat(32), github: github.url, proxies: 0 },
        ...{ consoleFolder: options.consoleFolder ?? "/nowhere", rates: { ...PLENTY, ...options.rates } },
      },
      {
        ...{ tasks, values, people, log, now },
        routers: (made) => {
          const { v1, machines = [] } = options.routers?.(made, { backend, github, now }) ?? {
            v1: [questions(github)],
          };
          return { v1, machines };
        },
      },
    );
    listener = web.listener;
    return { url, address: server.url, signInLink: web.signInLink };
  };
  const first = await start(options.url);

  const browser = (): Browser => openBrowser(first.url, { port: new URL(first.address).port });
  /** Up to the point where GitHub sends them back: to which path. */
  const comeBack = async (login: string, from: Browser, path = "/sign-in/github"): Promise<string> => {
    const sent = await from.get(path);
    const asked = new URL(sent.headers.get("location") ?? "");
    const { searchParams } = asked;
    searchParams.set("login", login);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const chosen = await send(asked.origin + asked.pathname, {
      method: "POST",
      headers: form,
      body: `${searchParams}`,
    });
    const back = new URL(chosen.headers.get("location") ?? "");
    return back.pathname + back.search;
  };

  return {
    ...{ url: first.url, address: first.address, backend, github, now, signInLink: first.signInLink },
    keys: createKeys({ values, now }),
    /** Time goes on, for everybody. */
    forward(milliseconds: number) {
      ahead += milliseconds;
    },
    another: () => start(first.url),
    /** That nobody has signed in with. */
    browser,
    comeBack,
    /** Somebody signs in with GitHub, page by page. */
    async signIn(login: string, from = browser()): Promise<Browser> {
      const entered = await from.get(await comeBack(login, from));
      if (entered.status !== 303) throw new Error(`signing in was answered with ${entered.status}`);
      return from;
    },
    /** Whoever started the process follows the link that it printed. */
    async signInByLink(from = browser()): Promise<Browser> {
      const { link } = await first.signInLink();
      await from.get(new URL(link).pathname, { headers: { "sec-fetch-site": "none" } });
      return from;
    },
    /** As a task's source has it. */
    repo: (name: string): Repo => repoOf(github, name),
  };
}

/** For tests that are not about limits. */
const PLENTY = {
  address: { perMinute: 1e6, atOnce: 1e6 },
  door: { perMinute: 1e6, atOnce: 1e6 },
  person: { perMinute: 1e6, atOnce: 1e6 },
  key: { perMinute: 1e6, atOnce: 1e6 },
};

async function backendFor(wanted: "model" | "sqlite" | TestBackend, now: () => Date): Promise<TestBackend> {
  if (typeof wanted === "object") return wanted;
  const backend = wanted === "sqlite" ? await openSqliteForTest({ now }) : await openModel({ now });
  onTestFinished(() => backend.close());
  return backend;
}

function repoOf({ state }: GitHub, fullName: string): Repo {
  const [owner = "", name = ""] = fullName.split("/");
  const found = state.all("repos").find((repo) => repo.name === name && !repo.deleted);
  return { repo: { id: found?.id ?? 1, owner, name } };
}

/** The least that can be asked of a door: who am I, what may I do, and something that changes something. */
export function questions(github: GitHub): Router {
  const router = Router();
  let changes = 0;
  router.use("/v1", (request, response, next) => {
    if (viewerOf(request)) next();
    else response.status(401).json({ title: "Unauthorized", status: 401 });
  });
  router.get("/v1/me", (request, response) => {
    const { kind, name, csrf, signedInBy, until } = viewerOf(request)!;
    response.json({ kind, name, csrf, signedInBy, until });
  });
  router.get("/v1/may/:owner/:name", async (request, response) => {
    const { owner, name } = request.params;
    const fresh = request.query.fresh !== undefined;
    const repo = repoOf(github, `${owner}/${name}`);
    const may = await viewerOf(request)!.permission(repo, AbortSignal.timeout(10_000), { fresh });
    response.json({ may });
  });
  router.all("/v1/change", (_request, response) => {
    changes += 1;
    response.json({ changes });
  });
  return router;
}
