import { type Request, type Response, Router } from "express";
import { enterRepo, isAtLeast } from "./auth.ts";
import { addComment, addLabels, deleteComment, editComment, removeLabel } from "./change-issues.ts";
import { newestComment } from "./faults.ts";
import { commentsOf, issueNumbered, roleOf } from "./find.ts";
import { sendPage } from "./paging.ts";
import { invalid, moved, notFound, Refusal } from "./refusal.ts";
import { labelsOf, renderComment, renderEvent, renderIssue, renderLabel } from "./render.ts";
import type { Comment, Issue, Role } from "./state.ts";
import { apiUrlOf, type World } from "./world.ts";

const ISSUES = "/repos/:owner/:repo/issues";

export function createIssuesApi(world: World): Router {
  const router = Router();
  const read = (request: Request) => enterRepo(world, request, { permission: "issues", level: "read" });
  const write = (request: Request, role?: Role) =>
    enterRepo(world, request, { permission: "issues", level: "write", ...(role && { role }) });
  const visible = (issue: Issue, response: Response) =>
    commentsOf(world.state, issue).filter(({ id }) => id <= newestComment(response));
  const inIssue = <E extends ReturnType<typeof read>>(entered: E, request: Request) => ({
    ...entered,
    issue: issueInPath(world, entered, request),
    base: `${apiUrlOf(world)}/repositories/${entered.repo.id}/issues/${request.params.number}`,
  });
  const inComment = <E extends ReturnType<typeof read>>(entered: E, request: Request) => ({
    ...entered,
    ...commentInPath(world, entered, request),
  });

  router.get(`${ISSUES}/comments/:id`, (request, response) => {
    const { issue, comment } = inComment(read(request), request);
    if (comment.id > newestComment(response)) throw notFound();
    response.json(renderComment(world, issue, comment));
  });
  router.patch(`${ISSUES}/comments/:id`, (request, response) => {
    const { issue, comment, actor, caller, repo } = inComment(write(request), request);
    const own = comment.authorId === caller.account.id;
    if (caller.kind === "user" && !own && !isAtLeast(roleOf(repo, caller.account), "write")) {
      throw new Refusal(403, "Must have admin rights to Repository.");
    }
    response.json(renderComment(world, issue, editComment(world, actor, comment, textIn(request, "IssueComment"))));
  });
  router.delete(`${ISSUES}/comments/:id`, (request, response) => {
    const { comment, actor } = inComment(write(request), request);
    deleteComment(world, actor, comment);
    response.status(204).end();
  });

  router.get(`${ISSUES}/:number`, (request, response) => {
    const { issue } = inIssue(read(request), request);
    response.json(renderIssue(world, issue, visible(issue, response).length));
  });
  router.get(`${ISSUES}/:number/comments`, (request, response) => {
    const { issue, base } = inIssue(read(request), request);
    const since = Date.parse(String(request.query.since ?? "")) || 0;
    const rows = visible(issue, response).filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
    const page = sendPage(request, response, rows, `${base}/comments`);
    response.json(page.map((comment) => renderComment(world, issue, comment)));
  });
  router.post(`${ISSUES}/:number/comments`, (request, response) => {
    const { issue, actor } = inIssue(write(request), request);
    const rendered = renderComment(world, issue, addComment(world, actor, issue, textIn(request, "IssueComment")));
    response.status(201).set("location", rendered.url).json(rendered);
  });

  router.get(`${ISSUES}/:number/labels`, (request, response) => {
    const { issue, repo, base } = inIssue(read(request), request);
    const page = sendPage(request, response, labelsOf(repo, issue), `${base}/labels`);
    response.json(page.map((label) => renderLabel(world, repo, label)));
  });
  router.post(`${ISSUES}/:number/labels`, (request, response) => {
    const { issue, actor } = inIssue(write(request, "triage"), request);
    response.json(renderIssue(world, addLabels(world, actor, issue, labelNames(request))).labels);
  });
  router.delete(`${ISSUES}/:number/labels/:label`, (request, response) => {
    const { issue, actor } = inIssue(write(request, "triage"), request);
    response.json(renderIssue(world, removeLabel(world, actor, issue, String(request.params.label))).labels);
  });
  router.get("/repos/:owner/:repo/labels", (request, response) => {
    const { repo } = read(request);
    const base = `${apiUrlOf(world)}/repositories/${repo.id}/labels`;
    response.json(sendPage(request, response, repo.labels, base).map((label) => renderLabel(world, repo, label)));
  });
  router.get(`${ISSUES}/:number/events`, (request, response) => {
    const { issue, base } = inIssue(read(request), request);
    const events = world.state.all("events").filter(({ issueId }) => issueId === issue.id);
    response.json(sendPage(request, response, events, `${base}/events`).map((event) => renderEvent(world, event)));
  });
  return router;
}

type Entered = ReturnType<typeof enterRepo>;

function issueInPath(world: World, { repo }: Entered, request: Request): Issue {
  const issue = issueNumbered(world.state, repo, Number(request.params.number));
  if (!issue) throw notFound();
  if (issue.deleted) throw new Refusal(410, "This issue was deleted");
  const arrived = issue.movedTo === null ? undefined : world.state.get("issues", issue.movedTo);
  if (!arrived) return issue;
  const [, , , , , , ...rest] = request.url.split("/");
  const to = [apiUrlOf(world), "repositories", arrived.repoId, "issues", arrived.number, ...rest];
  throw moved(request.method, to.join("/"));
}

function commentInPath(world: World, { repo }: Entered, request: Request): { issue: Issue; comment: Comment } {
  const comment = world.state.get("comments", Number(request.params.id));
  const issue = comment && world.state.get("issues", comment.issueId);
  if (!issue || !comment || comment.deleted || issue.deleted || issue.repoId !== repo.id) throw notFound();
  return { issue, comment };
}

function textIn(request: Request, resource: string): string {
  const body = (request.body as { body?: unknown } | undefined)?.body;
  if (typeof body !== "string") throw invalid(resource, "body", "missing_field");
  return body;
}

/** `{ labels: [...] }` or the list alone; of names, or of objects that have one. */
function labelNames(request: Request): string[] {
  const body = request.body as { labels?: unknown } | unknown[] | undefined;
  const labels = Array.isArray(body) ? body : body?.labels;
  if (!Array.isArray(labels)) throw new Refusal(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.');
  return labels.map((label: unknown) => {
    const name = typeof label === "object" && label && "name" in label ? label.name : label;
    if (typeof name !== "string" || !name.trim()) throw invalid("Label", "name", "missing_field");
    return name;
  });
}
