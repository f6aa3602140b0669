import { type Html, html } from "../look/html.ts";
import { icon } from "../look/icons.ts";
import { ago } from "./ago.ts";
import { commentsOf, fullNameOf, issuesOf } from "./find.ts";
import { SAMPLE_KINDS } from "./samples.ts";
import type { Issue, Repo } from "./state.ts";
import type { World } from "./world.ts";

const SHOWN = 100;

export function shownIssues({ state }: World, repo: Repo): Issue[] {
  return issuesOf(state, repo).filter(({ deleted, movedTo }) => !deleted && movedTo === null);
}

/** The column at the left: what there is, newest first, and how more comes. */
export function issueList(world: World, repo: Repo, current?: Issue): Html {
  const name = fullNameOf(world.state, repo);
  const all = shownIssues(world, repo).toReversed();
  const rows = all.slice(0, SHOWN).map((issue) => row(world, name, issue, issue.id === current?.id));
  const samples = SAMPLE_KINDS.map(
    (kind) => html`<button class="btn small" name="kind" value="${kind}">${kind}</button>`,
  );
  const more = all.length > SHOWN ? html`<p class="samples quiet">and ${all.length - SHOWN} older ones</p>` : undefined;
  return html`<nav class="sb-side" aria-label="Issues">
<div class="sb-side-head"><h2>${name}</h2><a class="btn go small" href="/${name}/issues">New issue</a></div>
<form class="samples" method="post" action="/${name}/samples"><span class="quiet">File a sample:</span>${samples}</form>
<ul class="rows" id="issues" data-live>${rows}</ul>${more}</nav>`;
}

function row(world: World, name: string, issue: Issue, isCurrent: boolean): Html {
  const current = isCurrent ? html` aria-current="page"` : undefined;
  return html`<li id="issue-row-${issue.number}" data-says="New issue: ${issue.title}"><a class="sb-issue" href="/${name}/issues/${issue.number}"${current}>${icon(issue.state)}<span>${issue.title}</span><small>#${issue.number} ${whatOf(world, issue)}</small></a></li>`;
}

function whatOf(world: World, issue: Issue): Html {
  const comments = commentsOf(world.state, issue).length;
  const said = comments === 0 ? "" : `, ${comments} comment${comments === 1 ? "" : "s"}`;
  const locked = issue.locked ? ", locked" : "";
  if (issue.state === "closed") return html`closed${said}${locked}`;
  return html`opened ${ago(world.now(), issue.createdAt)}${said}${locked}`;
}
