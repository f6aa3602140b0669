import { accountOf, appOf, associationOf, commentsOf, fullNameOf, repoOf } from "./find.ts";
import type { Account, App, Comment, Installation, Issue, IssueEvent, Label, Repo } from "./state.ts";
import { apiUrlOf, type World } from "./world.ts";

export function renderAccount(world: World, { id, login, type }: Account) {
  const url = `${apiUrlOf(world)}/users/${encodeURIComponent(login)}`;
  const page = type === "Bot" ? `apps/${login.replace("[bot]", "")}` : login;
  return { login, id, node_id: nodeId("U", id), type, url, html_url: `${world.url}/${page}`, site_admin: false };
}

export function renderRepo(world: World, repo: Repo) {
  const fullName = fullNameOf(world.state, repo);
  const { id, name, archived } = repo;
  const owner = renderAccount(world, accountOf(world.state, repo.ownerId));
  return {
    ...{ id, node_id: nodeId("R", id), name, full_name: fullName, private: repo.private, owner },
    ...{ html_url: `${world.url}/${fullName}`, url: `${apiUrlOf(world)}/repos/${fullName}`, description: null },
    ...{ fork: false, archived, disabled: false, default_branch: repo.defaultBranch, has_issues: true },
    visibility: repo.private ? "private" : "public",
  };
}

export function renderLabel(world: World, repo: Repo, { id, name, color }: Label) {
  const url = `${apiUrlOf(world)}/repos/${fullNameOf(world.state, repo)}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId("LA", id), url, name, color, default: false, description: null };
}

export function renderIssue(world: World, issue: Issue, comments = commentsOf(world.state, issue).length) {
  const repo = repoOf(world.state, issue.repoId);
  const author = accountOf(world.state, issue.authorId);
  const repositoryUrl = `${apiUrlOf(world)}/repos/${fullNameOf(world.state, repo)}`;
  const { id, number, title, body, state, locked } = issue;
  const url = `${repositoryUrl}/issues/${number}`;
  return {
    ...{ id, node_id: nodeId("I", id), number, title, body, state, locked, comments },
    user: renderAccount(world, author),
    author_association: associationOf(repo, author),
    labels: labelsOf(repo, issue).map((label) => renderLabel(world, repo, label)),
    ...{ assignee: null, assignees: [], milestone: null, active_lock_reason: null, performed_via_github_app: null },
    state_reason: state === "closed" ? "completed" : null,
    ...{ created_at: issue.createdAt, updated_at: issue.updatedAt, closed_at: issue.closedAt },
    ...{ url, repository_url: repositoryUrl, comments_url: `${url}/comments`, events_url: `${url}/events` },
    ...{ labels_url: `${url}/labels{/name}`, html_url: issueUrl(world, issue) },
  };
}

export function renderComment(world: World, issue: Issue, comment: Comment) {
  const repo = repoOf(world.state, issue.repoId);
  const author = accountOf(world.state, comment.authorId);
  const repositoryUrl = `${apiUrlOf(world)}/repos/${fullNameOf(world.state, repo)}`;
  return {
    ...{ id: comment.id, node_id: nodeId("IC", comment.id), url: `${repositoryUrl}/issues/comments/${comment.id}` },
    html_url: `${issueUrl(world, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl}/issues/${issue.number}`,
    user: renderAccount(world, author),
    author_association: associationOf(repo, author),
    ...{ body: comment.body, created_at: comment.createdAt, updated_at: comment.updatedAt },
    performed_via_github_app: comment.appId === null ? null : renderApp(world, appOf(world.state, comment.appId)),
  };
}

export function renderEvent(world: World, event: IssueEvent) {
  return {
    ...{ id: event.id, node_id: nodeId("LE", event.id), event: event.event, created_at: event.at },
    actor: renderAccount(world, accountOf(world.state, event.actorId)),
    ...{ commit_id: null, commit_url: null, ...(event.label && { label: event.label }) },
    performed_via_github_app: event.appId === null ? null : renderApp(world, appOf(world.state, event.appId)),
  };
}

export function renderApp(world: World, app: App) {
  const { id, slug, name, permissions, events } = app;
  const owner = renderAccount(world, accountOf(world.state, app.ownerId));
  const html = `${world.url}/apps/${slug}`;
  return {
    id,
    slug,
    name,
    node_id: nodeId("A", id),
    client_id: app.clientId,
    owner,
    html_url: html,
    permissions,
    events,
  };
}

export function renderInstallation(world: World, installation: Installation) {
  const { id, appId, permissions, suspendedAt } = installation;
  const app = appOf(world.state, appId);
  const account = accountOf(world.state, installation.accountId);
  return {
    ...{ id, account: renderAccount(world, account), app_id: app.id, app_slug: app.slug, client_id: app.clientId },
    ...{ target_id: account.id, target_type: account.type, repository_selection: "selected", permissions },
    ...{ events: app.events, suspended_at: suspendedAt, suspended_by: null, single_file_name: null },
    access_tokens_url: `${apiUrlOf(world)}/app/installations/${id}/access_tokens`,
    repositories_url: `${apiUrlOf(world)}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${id}`,
  };
}

export function labelsOf(repo: Repo, issue: Issue): Label[] {
  return issue.labelIds.flatMap((id) => repo.labels.find((label) => label.id === id) ?? []);
}

export function issueUrl(world: World, issue: Issue): string {
  return `${world.url}/${fullNameOf(world.state, repoOf(world.state, issue.repoId))}/issues/${issue.number}`;
}

function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}
