import express, { type ErrorRequestHandler, type Request, Router } from "express";
import { install } from "./change-installations.ts";
import { addComment, addLabels, editIssue, openIssue, removeLabel, setIssueState, setLocked } from "./change-issues.ts";
import { accountNamed, fullNameOf, installationsOf, issueNumbered } from "./find.ts";
import { repoInPath } from "./github-pages.ts";
import { html, page } from "./html.ts";
import { textsIn } from "./oauth.ts";
import { notFound, Refusal } from "./refusal.ts";
import type { Issue, Repo } from "./state.ts";
import type { Actor, World } from "./world.ts";

/** What the pages' forms do. Each leads back to a page. */
export function createPageActions(world: World): Router {
  const { state } = world;
  const router = Router();
  const actor = (request: Request): Actor => {
    const account = accountNamed(state, textsIn(request.body).as ?? "grace");
    if (account?.type !== "User") throw new Refusal(422, "There is no such person here.");
    return { account, app: null };
  };
  const onIssue = (path: string, act: (issue: Issue, fields: ReturnType<typeof textsIn>, by: Actor) => unknown) =>
    router.post(`/:owner/:repo/issues/:number/${path}`, (request, response) => {
      const repo = repoInPath(world, request);
      const issue = repo && issueNumbered(state, repo, Number(request.params.number));
      if (!repo || !issue || issue.deleted || issue.movedTo !== null) throw notFound();
      act(issue, textsIn(request.body), actor(request));
      response.redirect(303, `/${fullNameOf(state, repo)}/issues/${issue.number}`);
    });

  router.use(express.urlencoded({ extended: false, limit: "5mb" }));
  router.post("/:owner/:repo/issues", (request, response) => {
    const repo = repoInPath(world, request);
    if (!repo) throw notFound();
    const { title = "", body = "" } = textsIn(request.body);
    const issue = openIssue(world, actor(request), repo, { title, body: body === "" ? null : unix(body) });
    response.redirect(303, `/${fullNameOf(state, repo)}/issues/${issue.number}`);
  });
  onIssue("comments", (issue, { body = "" }, by) => addComment(world, by, issue, unix(body)));
  onIssue("edit", (issue, { title = issue.title, body = "" }, by) =>
    editIssue(world, by, issue, { title, body: body === "" ? null : unix(body) }),
  );
  onIssue("label", (issue, { label = "" }, by) => addLabels(world, by, issue, [label].filter(Boolean)));
  onIssue("unlabel", (issue, { label = "" }, by) => removeLabel(world, by, issue, label));
  onIssue("change", (issue, { change }, by) => {
    if (change === "close" || change === "reopen") {
      setIssueState(world, by, issue, change === "close" ? "closed" : "open");
    } else setLocked(world, by, issue, change === "lock");
  });

  router.get("/apps/:slug/installations/new", (request, response) => {
    const app = state.all("apps").find(({ slug }) => slug === request.params.slug);
    if (!app) throw notFound();
    const choices = without(world, app.id).map((repo) => {
      const name = fullNameOf(state, repo);
      return html`<p><label><input type="checkbox" name="repo" value="${name}" checked> ${name}</label></p>`;
    });
    const body = html`<h1>Install ${app.name}</h1><form method="post">${choices}<button class="main">Install</button></form>`;
    response.send(page(`Install ${app.name}`, body));
  });
  router.post("/apps/:slug/installations/new", (request, response) => {
    const app = state.all("apps").find(({ slug }) => slug === request.params.slug);
    const chosen = [(request.body as { repo?: string | string[] } | undefined)?.repo ?? []].flat();
    const repos = app ? without(world, app.id).filter((repo) => chosen.includes(fullNameOf(state, repo))) : [];
    const owner = repos[0] && state.get("accounts", repos[0].ownerId);
    if (!app || !owner) throw new Refusal(422, "Choose a repository.");
    const own = repos.filter(({ ownerId }) => ownerId === owner.id);
    const installation = install(world, actor(request), app, owner, own);
    if (!app.setupUrl) return response.redirect(303, "/");
    const target = new URL(app.setupUrl);
    target.searchParams.set("installation_id", String(installation.id));
    target.searchParams.set("setup_action", "install");
    return response.redirect(302, target.href);
  });
  router.use(onPageError);
  return router;
}

const onPageError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof Refusal)) return next(error);
  const back = html`<h1>${error.message}</h1><p><a href="/">All repositories</a></p>`;
  return response.status(error.status).send(page(error.message, back));
};

function without({ state }: World, appId: number): Repo[] {
  const has = (repo: Repo) => installationsOf(state, repo).some((installation) => installation.appId === appId);
  return state.all("repos").filter((repo) => !repo.deleted && !has(repo));
}

/** Browsers send a form's line ends as CR LF. */
function unix(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
