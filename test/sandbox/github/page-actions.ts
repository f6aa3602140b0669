import express, { type ErrorRequestHandler, type Request, Router } from "express";
import { html } from "../look/html.ts";
import { install } from "./change-installations.ts";
import { addComment, addLabels, editIssue, openIssue, removeLabel, setIssueState, setLocked } from "./change-issues.ts";
import { sendDoor } from "./door.ts";
import { accountFor, accountNamed, fullNameOf, installationsOf, issueNumbered } from "./find.ts";
import { shownIssues } from "./issue-list.ts";
import { textsIn } from "./oauth.ts";
import { notFound, Refusal } from "./refusal.ts";
import { repoInPath } from "./repo-in-path.ts";
import { nextSample, SAMPLE_KINDS } from "./samples.ts";
import type { Issue, Repo } from "./state.ts";
import { TROUBLES, type Trouble, type TroubleName } from "./trouble.ts";
import type { Actor, World } from "./world.ts";
import { loginPlaying, type Rights, rightsOf, roleIn, YOU_COOKIE } from "./you.ts";

type Fields = ReturnType<typeof textsIn>;

/** What the pages' forms do, as far as whoever presses may. Each leads back to a page. */
export function createPageActions(world: World, { trouble }: { trouble: Trouble }): Router {
  const { state } = world;
  const router = Router();
  const actor = (request: Request, repo: Repo, issue?: Issue): Actor => {
    const { as = "grace" } = textsIn(request.body);
    const role = roleIn(as);
    const account = role ? accountFor(state, loginPlaying(state, repo, role, issue)) : accountNamed(state, as);
    if (account?.type !== "User") throw new Refusal(422, "There is no such person here.");
    return { account, app: null };
  };
  const inRepo = (request: Request): Repo => {
    const repo = repoInPath(world, request);
    if (!repo) throw notFound();
    return repo;
  };
  const onIssue = (
    path: string,
    needs: (fields: Fields) => keyof Rights | undefined,
    act: (issue: Issue, fields: Fields, by: Actor) => { id: number } | undefined,
  ) =>
    router.post(`/:owner/:repo/issues/:number/${path}`, (request, response) => {
      const repo = inRepo(request);
      const issue = issueNumbered(state, repo, Number(request.params.number));
      if (!issue || issue.deleted || issue.movedTo !== null) throw notFound();
      const fields = textsIn(request.body);
      const by = actor(request, repo, issue);
      const right = needs(fields);
      if (right && !rightsOf(state, repo, issue, by.account.login)[right]) {
        throw new Refusal(403, `${by.account.login} may not do that here: choose to be somebody else.`);
      }
      const made = act(issue, fields, by);
      const mark = made === undefined ? "" : `#issuecomment-${made.id}`;
      response.redirect(303, `/${fullNameOf(state, repo)}/issues/${issue.number}${mark}`);
    });
  const file = (repo: Repo, by: Actor, written: { title: string; body: string | null }) =>
    `/${fullNameOf(state, repo)}/issues/${openIssue(world, by, repo, written).number}`;

  router.use(express.urlencoded({ extended: false, limit: "5mb" }));
  router.post("/:owner/:repo/issues", (request, response) => {
    const repo = inRepo(request);
    const { title = "", body = "" } = textsIn(request.body);
    const written = { title, body: body === "" ? null : unix(body) };
    response.redirect(303, file(repo, actor(request, repo), written));
  });
  router.post("/:owner/:repo/samples", (request, response) => {
    const repo = inRepo(request);
    const kind = SAMPLE_KINDS.find((one) => one === textsIn(request.body).kind);
    if (!kind) throw new Refusal(422, `There is no such sample: choose ${SAMPLE_KINDS.join(", ")}.`);
    const titles = shownIssues(world, repo).map(({ title }) => title);
    const { author, ...written } = nextSample(kind, titles);
    response.redirect(303, file(repo, { account: accountFor(state, author), app: null }, written));
  });
  onIssue(
    "comments",
    () => undefined,
    (issue, { body = "" }, by) => addComment(world, by, issue, unix(body)),
  );
  onIssue(
    "edit",
    () => "edit",
    (issue, { title = issue.title, body = "" }, by) =>
      void editIssue(world, by, issue, { title, body: body === "" ? null : unix(body) }),
  );
  onIssue(
    "label",
    () => "label",
    (issue, { label = "" }, by) => void addLabels(world, by, issue, [label].filter(Boolean)),
  );
  onIssue(
    "unlabel",
    () => "label",
    (issue, { label = "" }, by) => void removeLabel(world, by, issue, label),
  );
  onIssue(
    "change",
    ({ change }) => (change === "close" || change === "reopen" ? "close" : "lock"),
    (issue, { change }, by) => {
      if (change === "close") setIssueState(world, by, issue, "closed");
      else if (change === "reopen") setIssueState(world, by, issue, "open");
      else setLocked(world, by, issue, change === "lock");
      return undefined;
    },
  );
  router.post("/you", (request, response) => {
    const { you, back } = textsIn(request.body);
    const role = roleIn(you);
    if (!role) throw new Refusal(422, "Nobody can be that here.");
    response.cookie(YOU_COOKIE, role, { sameSite: "lax", httpOnly: true }).redirect(303, pathIn(back));
  });
  router.post("/trouble", (request, response) => {
    const { trouble: name = "", back } = textsIn(request.body);
    if (!Object.hasOwn(TROUBLES, name)) throw new Refusal(422, "There is no such trouble.");
    trouble.choose(name as TroubleName);
    response.redirect(303, pathIn(back));
  });

  router.get("/apps/:slug/installations/new", (request, response) => {
    const app = state.all("apps").find(({ slug }) => slug === request.params.slug);
    if (!app) throw notFound();
    const choices = without(world, app.id).map((repo) => {
      const name = fullNameOf(state, repo);
      return html`<p><label><input type="checkbox" name="repo" value="${name}" checked> ${name}</label></p>`;
    });
    const body = html`<h1>Install ${app.name}</h1><form method="post">${choices}<button class="btn go">Install</button></form>`;
    sendDoor(response, world, `Install ${app.name}`, body);
  });
  router.post("/apps/:slug/installations/new", (request, response) => {
    const app = state.all("apps").find(({ slug }) => slug === request.params.slug);
    const chosen = [(request.body as { repo?: string | string[] } | undefined)?.repo ?? []].flat();
    const repos = app ? without(world, app.id).filter((repo) => chosen.includes(fullNameOf(state, repo))) : [];
    const owner = repos[0] && state.get("accounts", repos[0].ownerId);
    if (!app || !owner) throw new Refusal(422, "Choose a repository.");
    const own = repos.filter(({ ownerId }) => ownerId === owner.id);
    const installation = install(world, actor(request, repos[0] as Repo), app, owner, own);
    if (!app.setupUrl) return response.redirect(303, "/");
    const target = new URL(app.setupUrl);
    target.searchParams.set("installation_id", String(installation.id));
    target.searchParams.set("setup_action", "install");
    return response.redirect(302, target.href);
  });
  router.use(onPageError(world));
  return router;
}

function onPageError(world: World): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (!(error instanceof Refusal)) return next(error);
    const back = html`<h1>${error.message}</h1><p><a href="${pathIn(refererOf(request))}">Back</a></p>`;
    return sendDoor(response.status(error.status), world, error.message, back);
  };
}

/** Only a path of these pages. */
function pathIn(text = "/"): string {
  return /^\/[^/\\]/.test(text) ? text : "/";
}

function refererOf(request: Request): string | undefined {
  const { referer } = request.headers;
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).pathname : undefined;
}

function without({ state }: World, appId: number): Repo[] {
  const has = (repo: Repo) => installationsOf(state, repo).some((installation) => installation.appId === appId);
  return state.all("repos").filter((repo) => !repo.deleted && !has(repo));
}

/** Browsers send a form's line ends as CR LF. */
function unix(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
