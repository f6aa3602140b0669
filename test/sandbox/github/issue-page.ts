import { type Html, html } from "../look/html.ts";
import { dot, icon, mark } from "../look/icons.ts";
import { ago } from "./ago.ts";
import { accountOf, commentsOf, fullNameOf, roleOf } from "./find.ts";
import { labelsOf } from "./render.ts";
import { renderMarkdown } from "./render-markdown.ts";
import type { Account, Comment, Issue, IssueEvent, Repo } from "./state.ts";
import type { World } from "./world.ts";
import { loginPlaying, type Rights, type RoleToPlay, rightsOf } from "./you.ts";

/** One issue, everything that was said and done there, and what one may say and do oneself. */
export function issuePage(world: World, repo: Repo, issue: Issue, you: { role: RoleToPlay; edits: boolean }): Html {
  const { state, now } = world;
  const login = loginPlaying(state, repo, you.role, issue);
  const rights = rightsOf(state, repo, issue, login);
  const at = `/${fullNameOf(state, repo)}/issues/${issue.number}`;
  const author = accountOf(state, issue.authorId);
  const locked = issue.locked ? html`<span class="state chip">${icon("lock")}locked</span>` : undefined;
  const head = html`<h1 class="sb-title" id="issue-title" data-live>${issue.title} <span>#${issue.number}</span></h1>
<div class="sb-meta" id="issue-meta" data-live><span class="state chip">${icon(issue.state)}${issue.state}</span>${locked}
<span>${shownLogin(author)} opened this ${ago(now(), issue.createdAt)}</span>${labels(world, repo, issue, rights)}</div>`;
  if (you.edits && rights.edit) return html`<main class="sb-main">${head}${editForm(issue, at, you.role)}</main>`;
  const edit = rights.edit ? html`<a class="btn plain small end" href="${at}?edit=1">Edit</a>` : undefined;
  return html`<main class="sb-main">${head}<div id="thread" data-live>
${written(world, repo, author, issue, { id: `issue-${issue.id}`, edit })}
${thread(world, repo, issue)}</div>
${composer(issue, at, { login, role: you.role, rights })}</main>`;
}

function thread(world: World, repo: Repo, issue: Issue): Html[] {
  const said = commentsOf(world.state, issue).map((comment) => ({
    ...{ at: comment.createdAt, id: comment.id },
    shown: commented(world, repo, comment),
  }));
  const happened = world.state
    .all("events")
    .filter((event) => event.issueId === issue.id && event.event in HAPPENED)
    .map((event) => ({ at: event.at, id: event.id, shown: eventLine(world, event) }));
  const all = [...said, ...happened].toSorted((a, b) => a.at.localeCompare(b.at) || a.id - b.id);
  return all.map(({ shown }) => shown);
}

function commented(world: World, repo: Repo, comment: Comment): Html {
  const author = accountOf(world.state, comment.authorId);
  return written(world, repo, author, comment, { id: `issuecomment-${comment.id}` });
}

type Written = { body: string | null; createdAt: string };

function written(
  world: World,
  repo: Repo,
  author: Account,
  { body, createdAt }: Written,
  { id, edit }: { id: string; edit?: Html | undefined },
): Html {
  const role = author.type === "Bot" ? "App" : roleOf(repo, author);
  const badge = role ? html`<span class="role">${role}</span>` : undefined;
  const text = body?.trim() ? renderMarkdown(body) : html`<p class="quiet">No description provided.</p>`;
  const ours = author.type === "Bot" ? " ours" : "";
  const says = `${shownLogin(author)} commented`;
  return html`<article class="sb-comment" id="${id}" data-says="${says}">${face(author)}<div class="sheet${ours}">
<header class="sheet-head"><b>${shownLogin(author)}</b>${badge}<span class="quiet">${ago(world.now(), createdAt)}</span>${edit}</header>
<div class="md">${text}</div></div></article>`;
}

const HAPPENED: { [event: string]: string } = {
  labeled: "added",
  unlabeled: "took off",
  closed: "closed this",
  reopened: "opened this again",
  locked: "locked this",
  unlocked: "unlocked this",
};

function eventLine({ state, now }: World, { id, event, actorId, label, at }: IssueEvent): Html {
  const about = label ? html`<span class="label">${dot(label.color)}${label.name}</span>` : undefined;
  const sign = event === "closed" ? "closed" : event.endsWith("locked") ? "lock" : "list";
  return html`<p class="sb-event" id="event-${id}">${icon(sign)}<b>${shownLogin(accountOf(state, actorId))}</b> ${HAPPENED[event]} ${about} ${ago(now(), at)}</p>`;
}

function labels(world: World, repo: Repo, issue: Issue, rights: Rights): Html[] {
  const at = `/${fullNameOf(world.state, repo)}/issues/${issue.number}`;
  return labelsOf(repo, issue).map(({ name, color }) => {
    const off = rights.label
      ? html`<button name="label" value="${name}" aria-label="Take off ${name}" title="Take it off">×</button>`
      : undefined;
    return html`<form method="post" action="${at}/unlabel"><input type="hidden" name="as" value="maintainer"><span class="label">${dot(color)}${name}${off}</span></form>`;
  });
}

function composer(issue: Issue, at: string, you: { login: string; role: RoleToPlay; rights: Rights }): Html {
  const { login, role, rights } = you;
  const may = (yes: boolean) => (yes ? undefined : html` disabled`);
  const change = issue.state === "open" ? "close" : "reopen";
  const lock = issue.locked ? "unlock" : "lock";
  const note = rights.comment
    ? html`<span class="quiet">${rights.lock ? "" : rights.close ? "Only maintainers can lock." : "You can comment, and nothing else."}</span>`
    : html`<span class="quiet">Locked: only those who may write can comment.</span>`;
  return html`<section class="sb-comment" aria-label="Answer">${face({ login, type: "User" })}<div class="sheet"><form class="sheet-body" method="post" action="${at}/comments">
<input type="hidden" name="as" value="${role}"><label class="sr" for="comment">Comment</label>
<textarea class="field" id="comment" name="body" rows="3" required data-keep placeholder="Answer as ${login}"${may(rights.comment)}></textarea>
<div class="acts">${note}
<button class="btn" formaction="${at}/change" formnovalidate name="change" value="${change}"${may(rights.close)}>${change === "close" ? "Close issue" : "Reopen issue"}</button>
<button class="btn" formaction="${at}/change" formnovalidate name="change" value="${lock}"${may(rights.lock)}>${lock === "lock" ? "Lock" : "Unlock"}</button>
<button class="btn go"${may(rights.comment)}>Comment</button></div></form></div></section>`;
}

function editForm(issue: Issue, at: string, role: RoleToPlay): Html {
  return html`<form class="sheet sheet-body rows-of-form" method="post" action="${at}/edit"><input type="hidden" name="as" value="${role}">
<label>Title<input class="field" name="title" required value="${issue.title}"></label>
<label>Text<textarea class="field" name="body" rows="12">
${issue.body ?? ""}</textarea></label>
<div class="acts"><a class="btn" href="${at}">Leave it as it is</a><button class="btn go">Save</button></div></form>`;
}

function shownLogin({ login }: Pick<Account, "login">): string {
  return login.replace("[bot]", "");
}

const SHADES = ["", " b", " c", " d"];

function face({ login, type }: Pick<Account, "login" | "type">): Html {
  if (type === "Bot") return html`<span class="face bot">${mark()}</span>`;
  const sum = [...login].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return html`<span class="face${SHADES[sum % SHADES.length]}" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>`;
}
