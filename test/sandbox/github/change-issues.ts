import { isAtLeast } from "./auth.ts";
import { accountOf, issuesOf, repoOf, roleOf } from "./find.ts";
import { invalid, Refusal } from "./refusal.ts";
import { labelsOf, renderComment, renderIssue, renderLabel, renderRepo } from "./render.ts";
import type { Comment, Issue, Label, Repo } from "./state.ts";
import { type Actor, stamp, type World } from "./world.ts";

const LONGEST_BODY = 65_536;

/** Everything that can become of an issue and its comments. Each tells the webhooks, as on GitHub. */
export function openIssue(world: World, actor: Actor, repo: Repo, written: { title: string; body: string | null }) {
  refuseIfArchived(repo);
  if (!written.title.trim()) throw invalid("Issue", "title", "missing_field");
  refuseIfTooLong(written.body, "Issue");
  const issue = addIssue(world, repo, { ...written, authorId: actor.account.id });
  emitIssue(world, actor, issue, "opened");
  return issue;
}

function addIssue(world: World, repo: Repo, written: Pick<Issue, "title" | "body" | "authorId">): Issue {
  const at = stamp(world.now());
  return world.state.put("issues", {
    ...{ id: world.state.nextId(), repoId: repo.id, number: issuesOf(world.state, repo).length + 1, ...written },
    ...{ state: "open", locked: false, labelIds: [], deleted: false, movedTo: null },
    ...{ createdAt: at, updatedAt: at, closedAt: null },
  });
}

export function editIssue(world: World, actor: Actor, issue: Issue, change: { title?: string; body?: string | null }) {
  const { title = issue.title, body = issue.body } = change;
  refuseIfTooLong(body, "Issue");
  const changes = {
    ...(title === issue.title ? {} : { title: { from: issue.title } }),
    ...(body === issue.body ? {} : { body: { from: issue.body ?? "" } }),
  };
  if (!Object.keys(changes).length) return issue;
  const edited = touch(world, { ...issue, title, body });
  emitIssue(world, actor, edited, "edited", { changes });
  return edited;
}

export function setIssueState(world: World, actor: Actor, issue: Issue, state: Issue["state"]) {
  if (issue.state === state) return issue;
  const changed = touch(world, { ...issue, state, closedAt: state === "closed" ? stamp(world.now()) : null });
  return noteAndEmit(world, actor, changed, state === "closed" ? "closed" : "reopened");
}

export function setLocked(world: World, actor: Actor, issue: Issue, locked: boolean) {
  if (issue.locked === locked) return issue;
  return noteAndEmit(world, actor, touch(world, { ...issue, locked }), locked ? "locked" : "unlocked");
}

export function deleteIssue(world: World, actor: Actor, issue: Issue): void {
  emitIssue(world, actor, world.state.put("issues", { ...issue, deleted: true }), "deleted");
}

/** The comments move along. Where it was, it is found no more, but for the redirect. */
export function transferIssue(world: World, actor: Actor, issue: Issue, to: Repo): Issue {
  const { title, body, authorId, state, locked, createdAt } = issue;
  const arrived = addIssue(world, to, { title, body, authorId });
  const moved = world.state.put("issues", { ...arrived, state, locked, createdAt, closedAt: issue.closedAt });
  for (const comment of world.state.all("comments").filter(({ issueId }) => issueId === issue.id)) {
    world.state.put("comments", { ...comment, issueId: moved.id });
  }
  const from = repoOf(world.state, issue.repoId);
  const left = world.state.put("issues", { ...issue, movedTo: moved.id });
  const there = { new_issue: renderIssue(world, moved), new_repository: renderRepo(world, to) };
  emitIssue(world, actor, left, "transferred", { changes: there });
  const here = { old_issue: renderIssue(world, left), old_repository: renderRepo(world, from) };
  emitIssue(world, actor, moved, "opened", { changes: here });
  return moved;
}

/** Labels that the repository lacks are made. What is there already happens no second time. */
export function addLabels(world: World, actor: Actor, issue: Issue, names: readonly string[]): Issue {
  refuseIfArchived(repoOf(world.state, issue.repoId));
  let labeled = issue;
  for (const name of names) {
    const label = labelNamed(world, repoOf(world.state, issue.repoId), name);
    if (labeled.labelIds.includes(label.id)) continue;
    labeled = touch(world, { ...labeled, labelIds: [...labeled.labelIds, label.id] });
    noteAndEmit(world, actor, labeled, "labeled", label);
  }
  return labeled;
}

export function removeLabel(world: World, actor: Actor, issue: Issue, name: string): Issue {
  const repo = repoOf(world.state, issue.repoId);
  refuseIfArchived(repo);
  const label = labelsOf(repo, issue).find((it) => it.name.toLowerCase() === name.toLowerCase());
  if (!label) throw new Refusal(404, "Label does not exist");
  const left = touch(world, { ...issue, labelIds: issue.labelIds.filter((id) => id !== label.id) });
  return noteAndEmit(world, actor, left, "unlabeled", label);
}

export function addComment(world: World, actor: Actor, issue: Issue, body: string): Comment {
  const repo = repoOf(world.state, issue.repoId);
  refuseIfArchived(repo);
  // People who may write go on talking. An App has no role, whatever its permissions.
  if (issue.locked && !isAtLeast(roleOf(repo, actor.account), "write"))
    throw new Refusal(403, "Unable to create comment because issue is locked.", { docs: LOCKING });
  if (!body.trim()) throw invalid("IssueComment", "body", "missing_field");
  refuseIfTooLong(body, "IssueComment");
  const at = stamp(world.now());
  const comment = world.state.put("comments", {
    ...{ id: world.state.nextId(), issueId: issue.id, authorId: actor.account.id, appId: actor.app?.id ?? null },
    ...{ body, deleted: false, createdAt: at, updatedAt: at },
  });
  emitComment(world, actor, comment, "created");
  return comment;
}

export function editComment(world: World, actor: Actor, comment: Comment, body: string): Comment {
  refuseIfArchived(repoOfComment(world, comment));
  if (!body.trim()) throw invalid("IssueComment", "body", "missing_field");
  refuseIfTooLong(body, "IssueComment");
  const edited = world.state.put("comments", { ...comment, body, updatedAt: stamp(world.now()) });
  emitComment(world, actor, edited, "edited", { changes: { body: { from: comment.body } } });
  return edited;
}

export function deleteComment(world: World, actor: Actor, comment: Comment): void {
  refuseIfArchived(repoOfComment(world, comment));
  emitComment(world, actor, world.state.put("comments", { ...comment, deleted: true }), "deleted");
}

const LOCKING = "https://docs.github.com/articles/locking-conversations/";

function refuseIfArchived(repo: Repo): void {
  if (repo.archived) throw new Refusal(403, "Repository was archived so is read-only.");
}

function refuseIfTooLong(body: string | null, resource: "Issue" | "IssueComment"): void {
  // Characters, not UTF-16 units: an emoji is one.
  if (body === null || body.length <= LONGEST_BODY || [...body].length <= LONGEST_BODY) return;
  throw resource === "Issue"
    ? invalid(resource, "body", "custom", `body is too long (maximum is ${LONGEST_BODY} characters)`)
    : invalid(resource, "data", "unprocessable", `Body is too long (maximum is ${LONGEST_BODY} characters)`);
}

function repoOfComment({ state }: World, comment: Comment): Repo {
  return repoOf(state, state.get("issues", comment.issueId)?.repoId ?? 0);
}

function labelNamed({ state }: World, repo: Repo, name: string): Label {
  const found = repo.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const label = { id: state.nextId(), name, color: "ededed" };
  state.put("repos", { ...repo, labels: [...repo.labels, label] });
  return label;
}

function touch({ state, now }: World, issue: Issue): Issue {
  return state.put("issues", { ...issue, updatedAt: stamp(now()) });
}

function noteAndEmit(world: World, actor: Actor, issue: Issue, event: string, label?: Label): Issue {
  world.state.put("events", {
    ...{ id: world.state.nextId(), issueId: issue.id, event, actorId: actor.account.id, appId: actor.app?.id ?? null },
    ...{ label: label ? { name: label.name, color: label.color } : null, at: stamp(world.now()) },
  });
  const repo = repoOf(world.state, issue.repoId);
  emitIssue(world, actor, issue, event, label && { label: renderLabel(world, repo, label) });
  return issue;
}

function emitIssue(world: World, { account: by }: Actor, issue: Issue, action: string, more: object = {}): void {
  const about = { repo: repoOf(world.state, issue.repoId) };
  world.emit({ event: "issues", action, by, about, payload: { issue: renderIssue(world, issue), ...more } });
}

function emitComment(world: World, { account: by }: Actor, comment: Comment, action: string, more: object = {}): void {
  const issue = world.state.get("issues", comment.issueId);
  if (!issue) throw new Error(`comment ${comment.id} of ${accountOf(world.state, comment.authorId).login} is nowhere`);
  const payload = { issue: renderIssue(world, issue), comment: renderComment(world, issue, comment), ...more };
  world.emit({ event: "issue_comment", action, by, about: { repo: repoOf(world.state, issue.repoId) }, payload });
}
