import { randomBytes } from "node:crypto";
import { type Request, type Response, Router } from "express";
import { sendPage } from "../look/frame.ts";
import { type Html, html } from "../look/html.ts";
import { behindThePage } from "./behind-the-page.ts";
import { sendDoor } from "./door.ts";
import { fullNameOf, installationsOf, issueNumbered } from "./find.ts";
import { issueList, shownIssues } from "./issue-list.ts";
import { issuePage } from "./issue-page.ts";
import { issueUrl } from "./render.ts";
import { repoInPath } from "./repo-in-path.ts";
import type { Issue, Repo } from "./state.ts";
import type { Trouble } from "./trouble.ts";
import type { Wire } from "./wire.ts";
import type { World } from "./world.ts";
import { loginPlaying, type RoleToPlay, roleOfBrowser } from "./you.ts";

const MINUTE = 60_000;

/** What one sees: repositories, issues, comments, and what goes on behind them. Whatever people wrote is text. */
export function createPages(world: World, parts: { trouble: Trouble; wire: Wire }): Router {
  const { state } = world;
  const router = Router();
  const started = randomBytes(4).toString("hex");
  /** Times are told by the minute. */
  const version = () => {
    const minute = Math.floor(world.now().getTime() / MINUTE);
    return [started, state.version(), parts.wire.version(), parts.trouble.current(), minute].join("-");
  };
  const send = (
    request: Request,
    response: Response,
    shown: { repo: Repo; issue?: Issue; title: string; main: Html },
  ) => {
    const { repo, issue, title, main } = shown;
    const aside = behindThePage(world, repo, { you: roleOfBrowser(request), ...(issue && { issue }) }, parts);
    const body = html`<div class="sb sb-host">${issueList(world, repo, issue)}${main}${aside}</div>`;
    sendPage(response, { title, standsIn: "GitHub", neighbours: world.neighbours, version: version(), body });
  };

  router.get("/", (_request, response) => {
    const repos = state.all("repos").filter(({ deleted }) => !deleted);
    const rows = repos.map((repo) => {
      const name = fullNameOf(state, repo);
      const open = shownIssues(world, repo).filter((issue) => issue.state === "open").length;
      return html`<li><a href="/${name}/issues">${name}</a> <small class="quiet">${open} open, ${repoMarks(world, repo)}</small></li>`;
    });
    sendDoor(response, world, "Repositories", html`<h1>Repositories</h1><ul>${rows}</ul>`);
  });

  router.get(["/:owner/:repo", "/:owner/:repo/issues"], (request, response, next) => {
    const repo = repoInPath(world, request);
    if (!repo) return next();
    return send(request, response, { repo, title: "Issues", main: newIssue(world, repo, roleOfBrowser(request)) });
  });

  router.get("/:owner/:repo/issues/:number", (request, response, next) => {
    const repo = repoInPath(world, request);
    const issue = repo && issueNumbered(state, repo, Number(request.params.number));
    if (!repo || !issue || issue.deleted) return next();
    const arrived = issue.movedTo === null ? undefined : state.get("issues", issue.movedTo);
    if (arrived) return response.redirect(302, issueUrl(world, arrived));
    const you = { role: roleOfBrowser(request), edits: request.query.edit === "1" };
    const title = `${issue.title} #${issue.number}`;
    return send(request, response, { repo, issue, title, main: issuePage(world, repo, issue, you) });
  });
  return router;
}

function newIssue(world: World, repo: Repo, role: RoleToPlay): Html {
  const name = fullNameOf(world.state, repo);
  const login = loginPlaying(world.state, repo, role);
  const desk = world.neighbours.console;
  const where = desk === undefined ? html`the console` : html`<a href="${desk}">the console</a>`;
  return html`<main class="sb-main"><h1 class="sb-title">New issue <span>in ${name}</span></h1>
<p class="sb-lead">Frontdesk is told at once. It sorts the issue, drafts a reply, and asks on ${where} before it says a word.</p>
<form class="sheet sheet-body rows-of-form" method="post" action="/${name}/issues"><input type="hidden" name="as" value="${role}">
<label>Title<input class="field" name="title" required autocomplete="off"></label>
<label>What happened?<textarea class="field" name="body" rows="10" data-keep></textarea></label>
<div class="acts"><span class="quiet">As ${login}. Markdown works.</span><button class="btn go">File the issue</button></div></form></main>`;
}

function repoMarks({ state }: World, repo: Repo): string {
  const apps = installationsOf(state, repo).map(({ appId }) => state.get("apps", appId)?.name);
  return [
    ...(repo.archived ? ["archived"] : []),
    ...(repo.private ? ["private"] : []),
    apps.length ? `with ${apps.join(", ")}` : "without an App",
  ].join(", ");
}
