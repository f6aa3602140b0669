import { randomBytes } from "node:crypto";
import express, { type Express, type RequestHandler, Router } from "express";
import { createLook } from "../look/frame.ts";
import { html } from "../look/html.ts";
import { sendDoor } from "./door.ts";
import type { createFaults } from "./faults.ts";
import { fullNameOf } from "./find.ts";
import { createPages } from "./github-pages.ts";
import { createManifestFlow } from "./manifest.ts";
import { createOAuth } from "./oauth.ts";
import { createPageActions } from "./page-actions.ts";
import { notFound, onApiError, sendRefusal } from "./refusal.ts";
import { createAppApi } from "./rest-app.ts";
import { createDeliveriesApi } from "./rest-deliveries.ts";
import { createIssuesApi } from "./rest-issues.ts";
import { createReposApi } from "./rest-repos.ts";
import { createSourcePages } from "./source-page.ts";
import type { Delivery } from "./state.ts";
import type { Trouble } from "./trouble.ts";
import type { Wire } from "./wire.ts";
import type { World } from "./world.ts";

const API = /^\/(repos|repositories|app|app-manifests|user|installation)(\/|$)|^\/login\/oauth\/access_token$/;
const HOURLY = 5_000;

type Parts = {
  faults: ReturnType<typeof createFaults>;
  trouble: Trouble;
  wire: Wire;
  redeliver: (delivery: Delivery) => void;
};

/** The API under `/api/v3` and at the root, and the pages beside it. */
export function createRoutes(world: World, { faults, trouble, wire, redeliver }: Parts): Express {
  const app = express();
  app.disable("x-powered-by");
  const api = Router();
  api.use(apiHeaders(world), repositoriesById(world), wire.handler, faults.handler);
  api.use(express.json({ limit: "5mb" }), express.urlencoded({ extended: false }));
  api.use(createAppApi(world), createDeliveriesApi(world, { redeliver }));
  api.use(createIssuesApi(world), createReposApi(world), createOAuth(world), createManifestFlow(world));
  const unknown: RequestHandler = (_request, response) => sendRefusal(response, notFound());
  api.use(unknown, onApiError(world.log));

  const pages = Router();
  pages.use(express.urlencoded({ extended: false, limit: "5mb" }));
  pages.use(createLook(), createOAuth(world), createManifestFlow(world), createSourcePages(world));
  pages.use(createPages(world, { trouble, wire }), createPageActions(world, { trouble }));
  pages.use((_request, response) => {
    const body = html`<h1>There is nothing here</h1><p><a href="/">All repositories</a></p>`;
    sendDoor(response.status(404), world, "Not found", body);
  });

  app.use((request, response, next) => {
    const prefixed = /^\/api\/v3(?=\/)/.test(request.url);
    if (prefixed) request.url = request.url.slice("/api/v3".length);
    return prefixed || API.test(request.path) ? api(request, response, next) : pages(request, response, next);
  });
  return app;
}

function apiHeaders({ now }: World): RequestHandler {
  let used = 0;
  return (_request, response, next) => {
    used += 1;
    response.set({
      date: now().toUTCString(),
      "x-github-media-type": "github.v3; format=json",
      "x-github-request-id": randomBytes(16).toString("hex").toUpperCase(),
      "x-ratelimit-limit": String(HOURLY),
      "x-ratelimit-remaining": String(Math.max(1, HOURLY - used)),
      "x-ratelimit-used": String(Math.min(used, HOURLY - 1)),
      "x-ratelimit-reset": String(Math.ceil(now().getTime() / 3_600_000) * 3_600),
      "x-ratelimit-resource": "core",
    });
    next();
  };
}

/** A repository's id is another name for it. */
function repositoriesById({ state }: World): RequestHandler {
  return (request, _response, next) => {
    const [whole = "", id] = /^\/repositories\/(\d+)(?=[/?]|$)/.exec(request.url) ?? [];
    const repo = state.get("repos", Number(id));
    if (repo && !repo.deleted) request.url = `/repos/${fullNameOf(state, repo)}${request.url.slice(whole.length)}`;
    next();
  };
}
