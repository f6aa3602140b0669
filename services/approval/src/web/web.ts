import type { RequestListener } from "node:http";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { createApp } from "@frontdesk/shared/http/app";
import { health } from "@frontdesk/shared/http/health";
import type { People } from "@frontdesk/shared/ports/people";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { type RequestHandler, Router } from "express";
import { checkChange } from "./check-change.ts";
import { checkHost, isLoopback, onlyThisMachine } from "./check-host.ts";
import { createConsole, PAGES } from "./console.ts";
import { createCookie } from "./cookies.ts";
import { identify } from "./identify.ts";
import type { Keys } from "./keys.ts";
import { createPersonTokens } from "./person-tokens.ts";
import { addressOf, createRateLimit, limited, type Rate } from "./rate-limits.ts";
import { createRights } from "./rights.ts";
import type { Secrets } from "./secrets.ts";
import { securityHeaders } from "./security-headers.ts";
import { createSessions } from "./sessions.ts";
import { createGitHubSignIn } from "./sign-in/github-sign-in.ts";
import { createSignIn, enter } from "./sign-in/sign-in.ts";
import type { SignInLinks } from "./sign-in-links.ts";
import { viewerOf } from "./viewer.ts";

export type WebConfig = {
  /** Under which people reach it, without a path: the only name that it answers to. */
  url: string;
  /**
   * `link`: whoever can read what this process prints may do everything. On one's own machine alone: a console that
   * others reach is signed in to with GitHub.
   */
  signInBy: "github" | "link";
  /** Where GitHub's pages are. */
  github: string;
  /** Where the console was built to. */
  consoleFolder: string;
  /** How many proxies of our own stand in front and say where a request comes from. */
  proxies: number;
  rates?: Partial<Rates>;
};

export type WebDeps = {
  tasks: TaskStore;
  values: SharedValues;
  /** How people sign in with GitHub; not needed where they do so by a link. */
  people?: People | undefined;
  secrets: Secrets;
  keys: Keys;
  links: SignInLinks;
  routers: {
    /** For who has signed in, or has a key: who it is has been found out, and that it comes from where it says. */
    v1: readonly RequestHandler[];
    /** For machines that prove who they are themselves, in every request, under whatever name they call us. */
    machines: readonly RequestHandler[];
  };
  log: Log;
  now: () => Date;
};

export type Rates = {
  /** Of one address: a whole office may be behind it, or Slack with the clicks of everybody. */
  address: Rate;
  /** Of one address, at the door: links, codes and keys that may be guessed. */
  door: Rate;
  person: Rate;
  key: Rate;
};

const RATES: Rates = {
  address: { perMinute: 1_200, atOnce: 600 },
  door: { perMinute: 20, atOnce: 20 },
  person: { perMinute: 600, atOnce: 300 },
  key: { perMinute: 300, atOnce: 100 },
};

/** The public role: the console, sign-in, `/v1`, and whatever calls us from outside. */
export function createWeb(config: WebConfig, deps: WebDeps): RequestListener {
  const { url, signInBy, github, proxies } = config;
  const { tasks, values, people, secrets, keys, links, routers, log, now } = deps;
  const isOwnMachine = signInBy === "link";
  if (isOwnMachine && !isLoopback(url)) {
    throw new Unusable(
      `Sign-in by link is for one's own machine, but the console is at ${url}: sign in with GitHub there.`,
    );
  }
  const rates = { ...RATES, ...config.rates };
  const limit = {
    address: createRateLimit(rates.address, { now }),
    door: createRateLimit(rates.door, { now }),
    person: createRateLimit(rates.person, { now }),
    key: createRateLimit(rates.key, { now }),
  };
  const sessions = createSessions(secrets, { values, log, now });
  const cookie = createCookie("frontdesk", { url });
  const site = createConsole({ folder: config.consoleFolder });
  const signedIn = people && openGitHub(people);
  const door = limited(limit.door, addressOf);

  const app = createApp(
    [
      securityHeaders({ url, formsTo: [github] }),
      limited(limit.address, addressOf),
      health({ store: () => tasks.due(now(), 1) }, { log }),
      ...routers.machines,
      ...(isOwnMachine ? [onlyThisMachine] : []),
      checkHost(url),
      site.files,
      identify({ cookie, sessions, keys, rights: signedIn?.rights, isOwnMachine, guess: door }),
      limited(limit.person, (request) => idOf(request, "person")),
      limited(limit.key, (request) => idOf(request, "key")),
      checkChange({ url }),
      Router().use(["/sign-in/github", "/sign-in/link"], door),
      createSignIn({ url, cookie, sessions, links, isOwnMachine, hasGitHub: people !== undefined }),
      ...(signedIn ? [signedIn.router] : []),
      ...routers.v1,
      Router().get([...PAGES], toTheDoor),
      site.pages,
      site.missing,
    ],
    { log },
  );
  app.set("trust proxy", proxies);
  return app;

  function openGitHub(people: People) {
    const tokens = createPersonTokens(secrets, { values, people, log, now });
    const router = createGitHubSignIn({
      ...{ url, people, secrets, tokens, begun: createCookie("frontdesk-sign-in", { url }), log, now },
      async enter(request, response, who, sealedToken) {
        await enter(request, response, { who, by: "github", sealedToken }, { cookie, sessions });
      },
    });
    return { router, rights: createRights({ people, tokens, log, now }) };
  }
}

function idOf(request: Parameters<RequestHandler>[0], kind: "person" | "key"): string | undefined {
  const viewer = viewerOf(request);
  return viewer?.kind === kind ? viewer.id : undefined;
}

/** Whoever opens a page without being signed in comes back to it afterwards. */
const toTheDoor: RequestHandler = (request, response, next) => {
  if (viewerOf(request)) return next();
  const query = request.path === "/" ? "" : `?${new URLSearchParams({ next: request.originalUrl })}`;
  response.redirect(303, `/sign-in${query}`);
};
