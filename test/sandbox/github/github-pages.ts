import { type Request, type Response, Router } from "express";
import { commentsOf, fullNameOf, installationsOf, issueNumbered, issuesOf, repoNamed, roleOf } from "./find.ts";
import { type Html, html, page } from "./html.ts";
import { issueUrl, labelsOf } from "./render.ts";
import type { Account, Issue, Repo } from "./state.ts";
import type { World } from "./world.ts";

/** What one sees on GitHub: repositories, issues, comments. No script, and whatever people wrote is text. */
export function createPages(world: World): Router {
  const { state } = world;
  const router = Router();
  const send = (response: Response, title: string, body: Html) => void response.send(page(title, body));

  router.get("/", (_request, response) => {
    const rows = state.all("repos").map((repo) => {
      if (repo.deleted) return html``;
      const name = fullNameOf(state, repo);
      const open = shownIssues(world, repo).filter((issue) => issue.state === "open").length;
      return html`<li><a href="/${name}/issues">${name}</a> <small>${open} open, ${repoMarks(world, repo)}</small></li>`;
    });
    send(response, "Repositories", html`<h1>Repositories</h1><ul class="rows">${rows}</ul>`);
  });

  router.get(["/:owner/:repo", "/:owner/:repo/issues"], (request, response, next) => {
    const repo = repoInPath(world, request);
    if (!repo) return next();
    const name = fullNameOf(state, repo);
    const rows = shownIssues(world, repo)
      .toReversed()
      .map(
        (
          issue,
        ) => html`<li>${badgeOf(issue)} <a href="/${name}/issues/${issue.number}">${issue.title}</a> ${labelBadges(repo, issue)}
<small>#${issue.number} by ${loginOf(world, issue.authorId)}</small></li>`,
      );
    const list = rows.length ? html`<ul class="rows">${rows}</ul>` : html`<p class="quiet">No issue yet.</p>`;
    const form = html`<h2>File an issue</h2><form method="post" action="/${name}/issues">
<p><input name="title" required placeholder="Title" aria-label="Title"></p>
<p><textarea name="body" rows="6" placeholder="What happened?" aria-label="What happened?"></textarea></p>
<p>${chooser(world, repo, "ada")} <button class="main">File the issue</button></p></form>`;
    send(
      response,
      `Issues of ${name}`,
      html`<h1>${name}</h1><p class="quiet">${repoMarks(world, repo)}</p>${list}${form}`,
    );
  });

  router.get("/:owner/:repo/issues/:number", (request, response, next) => {
    const repo = repoInPath(world, request);
    const issue = repo && issueNumbered(state, repo, Number(request.params.number));
    if (!repo || !issue || issue.deleted) return next();
    const arrived = issue.movedTo === null ? undefined : state.get("issues", issue.movedTo);
    if (arrived) return response.redirect(302, issueUrl(world, arrived));
    return send(response, issue.title, issuePage(world, repo, issue));
  });
  return router;
}

function issuePage(world: World, repo: Repo, issue: Issue): Html {
  const name = fullNameOf(world.state, repo);
  const at = `/${name}/issues/${issue.number}`;
  const comments = commentsOf(world.state, issue).map(({ id, authorId, body }) =>
    written(world, repo, authorId, body, `issuecomment-${id}`),
  );
  const labels = labelsOf(repo, issue).map(
    (label) => html`<form class="inline" method="post" action="${at}/unlabel"><span class="badge">${label.name}</span>
<button name="label" value="${label.name}" title="Take it off">×</button></form> `,
  );
  const change = issue.state === "open" ? "close" : "reopen";
  const note = issue.locked ? html`<p class="quiet">Locked: only those who may write can comment.</p>` : undefined;
  const comment = html`${note}<form method="post" action="${at}/comments">
<p><textarea name="body" rows="4" required placeholder="Leave a comment" aria-label="Comment"></textarea></p>
<p>${chooser(world, repo, issue.locked ? "grace" : "ada")} <button class="main">Comment</button></p></form>`;
  return html`<h1>${issue.title} <small>#${issue.number}</small></h1>
<div>${badgeOf(issue)} ${issue.locked ? html`<span class="badge">locked</span> ` : undefined}${labels}
<a href="/${name}/issues">${name}</a></div>
${written(world, repo, issue.authorId, issue.body ?? "", `issue-${issue.id}`)}
${comments}
<p><a href="${at}">Look again</a></p>${comment}
<form method="post" action="${at}/label"><input name="label" required placeholder="Label" aria-label="Label">
<button>Add the label</button></form>
<form method="post" action="${at}/change">${chooser(world, repo, "grace")}
<button name="change" value="${change}">${change === "close" ? "Close" : "Reopen"}</button>
<button name="change" value="${issue.locked ? "unlock" : "lock"}">${issue.locked ? "Unlock" : "Lock"}</button></form>
<details><summary>Edit</summary><form method="post" action="${at}/edit">
<p><input name="title" required value="${issue.title}" aria-label="Title"></p>
<p><textarea name="body" rows="6" aria-label="Text">
${issue.body ?? ""}</textarea></p>
<p>${chooser(world, repo, "ada")} <button>Save</button></p></form></details>`;
}

function written(world: World, repo: Repo, authorId: number, body: string, id: string): Html {
  const author = world.state.get("accounts", authorId);
  const role = author && roleOf(repo, author);
  const badge = author?.type === "Bot" ? "bot" : role;
  const login = loginOf(world, authorId).replace("[bot]", "");
  const shown = withoutHtmlComments(body).trim();
  return html`<article id="${id}"><header><b>${login}</b>${badge ? html` <span class="badge">${badge}</span>` : undefined}</header>
${shown ? html`<pre>${shown}</pre>` : html`<pre class="quiet">No description provided.</pre>`}</article>`;
}

/** GitHub shows them to nobody, an unfinished one included. */
function withoutHtmlComments(text: string): string {
  return text.replace(/<!--[\s\S]*?(-->|$)/g, "");
}

export function repoInPath({ state }: World, request: Request): Repo | undefined {
  return repoNamed(state, `${request.params.owner}/${request.params.repo}`)?.repo;
}

function shownIssues({ state }: World, repo: Repo): Issue[] {
  return issuesOf(state, repo).filter(({ deleted, movedTo }) => !deleted && movedTo === null);
}

function badgeOf({ state }: Issue): Html {
  return html`<span class="badge ${state}">${state}</span>`;
}

function labelBadges(repo: Repo, issue: Issue): Html[] {
  return labelsOf(repo, issue).map(({ name }) => html`<span class="badge">${name}</span> `);
}

function repoMarks({ state }: World, repo: Repo): string {
  const apps = installationsOf(state, repo).map(({ appId }) => state.get("apps", appId)?.name);
  return [
    ...(repo.archived ? ["archived"] : []),
    ...(repo.private ? ["private"] : []),
    apps.length ? `with ${apps.join(", ")}` : "without an App",
  ].join(", ");
}

function chooser({ state }: World, repo: Repo, usual: string): Html {
  const people = state.all("accounts").filter(({ type }) => type === "User");
  const options = people.map((person: Account) => {
    const role = roleOf(repo, person);
    const selected = person.login === usual ? html` selected` : undefined;
    return html`<option value="${person.login}"${selected}>${person.login}${role ? ` (${role})` : ""}</option>`;
  });
  return html`<label>as <select name="as">${options}</select></label>`;
}

function loginOf({ state }: World, id: number): string {
  return state.get("accounts", id)?.login ?? "ghost";
}
