import { Unavailable, Unusable } from "@frontdesk/shared/domain/errors";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { Log } from "@frontdesk/shared/telemetry/log";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { appMadePage } from "../sign-in/page.ts";
import { YOU } from "../signed-in.ts";
import { viewerOf } from "../viewer.ts";
import { appManifest, creationPage, type ManifestConfig, publicAddress } from "./app-manifest.ts";
import { convertCode } from "./convert-code.ts";
import { isSetupState, makeSetupState } from "./setup-state.ts";
import { type Findings, type SetupShown, stepsOf } from "./setup-steps.ts";
import { createSettingsFile, type NewSettings } from "./write-settings.ts";

export type SetupConfig = ManifestConfig & {
  /** Of GitHub's REST API. */
  apiUrl: string;
  /** The .env file that settings are written to. */
  file: string;
  /** The port that GitHub's webhooks come to, for a tunnel. */
  webhookPort: number;
};

export type SetupDeps = {
  /** Tries what there is, with real calls. */
  findings(signal: AbortSignal): Promise<Findings>;
  /** Whether models answer with this key; else what was wrong with it. */
  tryGeminiKey(key: string, signal: AbortSignal): Promise<{ works: true } | { works: false; why: string }>;
  /** Has GitHub send webhooks there. Undefined: done; else why not. */
  pointWebhook(address: string, signal: AbortSignal): Promise<string | undefined>;
  /** Throws an `Unusable` where Frontdesk could not start with what there is and these. */
  check(settings: NewSettings): void;
  /** New settings are in the file. What it promises is over when they are in use. */
  onWritten(): void;
  log: Log;
  now: () => Date;
};

const DEADLINE = 20_000;

const keyWanted = z.object({
  key: z
    .string()
    .trim()
    .min(10)
    .max(500)
    .regex(/^[^\s"'`\\]+$/),
});
const webhookWanted = z.object({ address: z.string().max(500) });

/**
 * Setting up, for whoever started this process on their own machine, and nobody else: they alone could have written these
 * settings by hand as well. No secret ever leaves by any of these answers.
 */
export function createSetup(config: SetupConfig, deps: SetupDeps): Router {
  const router = Router();
  const { url, web, webhookPort } = config;
  const file = createSettingsFile(config.file);
  /** Undefined: they are written; else why not. What it could not start with is never written. */
  async function write(make: () => Promise<NewSettings | string>): Promise<string | undefined> {
    try {
      deps.check({});
      let names: string[] = [];
      const why = await file.write(async () => {
        const made = await make();
        if (typeof made === "string") return made;
        deps.check(made);
        names = Object.keys(made);
        return made;
      });
      if (why === undefined) deps.log.info("settings were written", { settings: names.join(", ") });
      return why;
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      deps.log.warn("settings could not be written", { error });
      return error.message;
    }
  }

  async function show(request: Request, response: Response, session: string): Promise<void> {
    const { organisation, address: asked } = textsIn(request.query);
    const address = asked === undefined ? undefined : publicAddress(asked);
    const action = creationPage(web, organisation, makeSetupState(session, deps.now()));
    const wrong = {
      ...(action === undefined && { organisation: `No organisation on GitHub is called "${organisation}".` }),
      ...(asked !== undefined && address === undefined && { address: noAddress(asked) }),
    };
    const isRight = Object.keys(wrong).length === 0;
    const shown: SetupShown = {
      steps: stepsOf(await deps.findings(AbortSignal.timeout(DEADLINE))),
      ...(isRight ? { manifest: appManifest(config, { address, organisation }), action } : { wrong }),
      tunnel: `cloudflared tunnel --url http://127.0.0.1:${webhookPort}`,
    };
    response.json(shown);
  }

  router.get("/v1/setup", ownerOnly(show));

  router.post(
    "/v1/setup/gemini-key",
    ownerOnly(async (request, response) => {
      const wanted = keyWanted.safeParse(request.body);
      if (!wanted.success)
        return sendProblem(response, 422, "That is no key of the Gemini API: it has no spaces and no quotes in it.");
      const { key } = wanted.data;
      const why = await write(async () => {
        const tried = await deps.tryGeminiKey(key, AbortSignal.timeout(DEADLINE));
        return tried.works ? { FRONTDESK_GEMINI_API_KEY: key } : tried.why;
      });
      if (why !== undefined) return sendProblem(response, 422, why);
      response.once("close", deps.onWritten);
      response.status(204).end();
    }),
  );

  router.post(
    "/v1/setup/webhook",
    ownerOnly(async (request, response) => {
      const given = webhookWanted.safeParse(request.body).data?.address ?? "";
      const address = publicAddress(given);
      if (address === undefined) return sendProblem(response, 422, noAddress(given));
      const why = await deps.pointWebhook(address, AbortSignal.timeout(DEADLINE));
      if (why !== undefined) return sendProblem(response, 422, why);
      response.status(204).end();
    }),
  );

  router.get(
    "/setup/github/created",
    ownerOnly(async (request, response, session) => {
      const { code = "", state = "" } = textsIn(request.query);
      if (!isSetupState(state, session, deps.now())) {
        const said = "This did not begin in this session, or more than an hour ago. Go to /setup and begin again.";
        return sendProblem(response, 403, said);
      }
      const why = await write(async () => {
        const settings = await convertCode(code, config, AbortSignal.timeout(DEADLINE));
        return settings ?? "GitHub does not know this code any more. Go to /setup and begin again.";
      });
      if (why !== undefined) return sendProblem(response, 422, why);
      response.once("close", deps.onWritten);
      response.set("refresh", `4; url=${url}/setup`).type("html").send(appMadePage());
    }),
  );
  return router;
}

type Handle = (request: Request, response: Response, session: string) => void | Promise<void>;

function ownerOnly(handle: Handle): RequestHandler[] {
  return [
    (request, response, next) => {
      const viewer = viewerOf(request);
      if (viewer === undefined) return sendProblem(response, 401, "Sign in with the link that the terminal shows.");
      if (viewer.id === YOU.id && viewer.csrf !== undefined) return next();
      sendProblem(
        response,
        403,
        "Only whoever started Frontdesk on this machine sets it up: with the link that it printed.",
      );
    },
    express.json({ limit: "10kb" }),
    async (request, response) => {
      const session = viewerOf(request)?.csrf;
      if (session === undefined) throw new Unavailable("the session is gone");
      await handle(request, response, session);
    },
  ];
}

function noAddress(given: string): string {
  return `"${given.slice(0, 200)}" is no address that GitHub can reach: it has to be like https://desk.acme.example, without a path.`;
}

function textsIn(query: Request["query"]): { [name: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== ""),
  );
}
