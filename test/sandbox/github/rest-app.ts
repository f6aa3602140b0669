import { randomBytes } from "node:crypto";
import { type Request, Router } from "express";
import { callerOf, callingApp, grants, reaches, repoInPath } from "./auth.ts";
import { reposOf } from "./change-installations.ts";
import { installationsOf } from "./find.ts";
import { sendPage } from "./paging.ts";
import { notFound, Refusal } from "./refusal.ts";
import { renderApp, renderInstallation, renderRepo } from "./render.ts";
import type { Installation, Permissions } from "./state.ts";
import { apiUrlOf, stamp, type World } from "./world.ts";

const LIFE_OF_TOKEN = 3_600_000;
const DOCS = "https://docs.github.com/rest/apps/apps";
const NOT_ACCESSIBLE =
  "There is at least one repository that does not exist or is not accessible to the parent installation.";

export function createAppApi(world: World): Router {
  const { state, now } = world;
  const router = Router();
  const own = (request: Request): Installation => {
    const app = callingApp(world, request);
    const found = state.get("installations", Number(request.params.id));
    if (!found || found.deleted || found.appId !== app.id) throw notFound();
    return found;
  };

  router.get("/app", (request, response) => {
    const app = callingApp(world, request);
    const count = state.all("installations").filter(({ appId, deleted }) => appId === app.id && !deleted).length;
    response.json({ ...renderApp(world, app), installations_count: count });
  });
  router.get("/app/installations", (request, response) => {
    const app = callingApp(world, request);
    const all = state.all("installations").filter(({ appId, deleted }) => appId === app.id && !deleted);
    const page = sendPage(request, response, all, `${apiUrlOf(world)}/app/installations`);
    response.json(page.map((installation) => renderInstallation(world, installation)));
  });
  router.get("/app/installations/:id", (request, response) => {
    response.json(renderInstallation(world, own(request)));
  });
  router.get("/repos/:owner/:repo/installation", (request, response) => {
    const app = callingApp(world, request);
    const repo = repoInPath(world, request);
    const found = installationsOf(state, repo).find(({ appId }) => appId === app.id);
    if (!found) throw notFound();
    response.json(renderInstallation(world, found));
  });
  router.get("/installation/repositories", (request, response) => {
    const caller = callerOf(world, request);
    if (caller.kind !== "installation") throw new Refusal(403, "Resource not accessible by integration");
    const repos = reposOf(world, caller.installation).filter((repo) => reaches(state, caller, repo));
    const page = sendPage(request, response, repos, `${apiUrlOf(world)}/installation/repositories`);
    const repositories = page.map((repo) => renderRepo(world, repo));
    response.json({ total_count: repos.length, repository_selection: "selected", repositories });
  });

  router.post("/app/installations/:id/access_tokens", (request, response) => {
    const installation = own(request);
    const docs = `${DOCS}#create-an-installation-access-token-for-an-app`;
    if (installation.suspendedAt) throw new Refusal(403, "This installation has been suspended", { docs });
    const asked = (request.body ?? {}) as Asked;
    const repos = narrowedRepos(world, installation, asked);
    const permissions = {
      ...narrowedPermissions(installation.permissions, asked.permissions),
      metadata: "read" as const,
    };
    const token = state.put("tokens", {
      ...{ id: `ghs_${randomBytes(27).toString("base64url").replace(/[-_]/g, "x")}`, appId: installation.appId },
      ...{
        installationId: installation.id,
        userId: null,
        permissions,
        repositoryIds: repos?.map(({ id }) => id) ?? null,
      },
      expiresAt: stamp(new Date(now().getTime() + LIFE_OF_TOKEN)),
    });
    const repositories = repos && { repositories: repos.map((repo) => renderRepo(world, repo)) };
    const { id, expiresAt } = token;
    const body = { token: id, expires_at: expiresAt, permissions, repository_selection: "selected", ...repositories };
    response.status(201).json(body);
  });
  return router;
}

type Asked = { repository_ids?: number[]; repositories?: string[]; permissions?: Permissions };

function narrowedRepos(world: World, installation: Installation, { repository_ids, repositories }: Asked) {
  if (repository_ids === undefined && repositories === undefined) return undefined;
  const all = reposOf(world, installation);
  const asked = [
    ...(repository_ids ?? []).map((id) => all.find((repo) => repo.id === id)),
    ...(repositories ?? []).map((name) => all.find((repo) => repo.name.toLowerCase() === name.toLowerCase())),
  ];
  const found = asked.filter((repo) => repo !== undefined);
  if (found.length < asked.length) throw new Refusal(422, NOT_ACCESSIBLE);
  return found;
}

function narrowedPermissions(granted: Permissions, asked: Permissions = granted): Permissions {
  for (const [name, level] of Object.entries(asked)) {
    if (grants(granted, name, level)) continue;
    throw new Refusal(422, "The permissions requested are not granted to this installation.");
  }
  return asked;
}
