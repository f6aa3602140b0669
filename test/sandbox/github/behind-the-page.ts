import { type Html, html } from "../look/html.ts";
import { icon } from "../look/icons.ts";
import { fullNameOf } from "./find.ts";
import type { Issue, Repo } from "./state.ts";
import { TROUBLES, type Trouble, type TroubleName } from "./trouble.ts";
import type { Passage, Wire } from "./wire.ts";
import type { World } from "./world.ts";
import { loginPlaying, ROLES_TO_PLAY, type RoleToPlay } from "./you.ts";

type Parts = { trouble: Trouble; wire: Wire };

const PLAYS: { [role in RoleToPlay]: string } = {
  reporter: "the reporter",
  maintainer: "a maintainer",
  "passer-by": "passing by, no rights",
};

/** The column at the right: who one is, what went to and fro, and what is to go wrong. */
export function behindThePage(
  world: World,
  repo: Repo,
  { you, issue }: { you: RoleToPlay; issue?: Issue },
  { trouble, wire }: Parts,
): Html {
  const name = fullNameOf(world.state, repo);
  const back = html`<input type="hidden" name="back" value="/${name}/issues${issue ? `/${issue.number}` : ""}">`;
  const people = ROLES_TO_PLAY.map((role) => {
    const checked = role === you ? html` checked` : undefined;
    return html`<label><input type="radio" name="you" value="${role}"${checked}><span>${loginPlaying(world.state, repo, role, issue)}, ${PLAYS[role]}</span></label>`;
  });
  const troubles = Object.entries(TROUBLES).map(([value, says]) => {
    const checked = value === trouble.current() ? html` checked` : undefined;
    return html`<label><input type="radio" name="trouble" value="${value}"${checked}><span>${says}</span></label>`;
  });
  const passages = wire.passages(issue && `${name}#${issue.number}`);
  return html`<aside class="sb-side right" aria-label="Behind the page">
<section><h2 id="you">You are</h2><form method="post" action="/you" data-at-once>${back}
<div class="radio-list" role="radiogroup" aria-labelledby="you">${people}</div><button class="btn small unscripted">Be this person</button></form></section>
<section id="trouble" data-live><h2 id="make-trouble">Make trouble</h2><form method="post" action="/trouble" data-at-once>${back}
<div class="radio-list" role="radiogroup" aria-labelledby="make-trouble">${troubles}</div>
<p class="note">${explain(trouble)}</p><button class="btn small unscripted">Make it</button></form></section>
<section><h2>What went over the wire</h2><div id="wire" data-live>${wireList(passages)}</div></section></aside>`;
}

function wireList(passages: Passage[]): Html {
  if (passages.length === 0) return html`<p class="quiet">Nothing yet.</p>`;
  const items = passages.map(
    ({ id, what, status, says, at, isRead }) =>
      html`<li id="${id}"${isRead ? html` class="read"` : undefined}><b>${what}</b>${statusOf(status)}<span>${at.slice(11, 19)}, ${says}</span></li>`,
  );
  return html`<ol class="wire">${items}</ol>`;
}

function statusOf(status: number): Html {
  const isGood = status >= 200 && status < 400;
  const shown = status === 0 ? "no answer" : status;
  return html`<span class="state ${isGood ? "good" : "stop"}">${icon(isGood ? "good" : "stop")}${shown}</span>`;
}

/** What is about to happen, and what one can watch hold. */
const EXPLAINED: { [name in TroubleName]: string } = {
  none: "All goes well.",
  "fails-after":
    "The next comment is made, and Frontdesk is told that it failed. It must not post again: it looks, and finds it.",
  "lost-answer":
    "The next comment is made, and the line is cut before the answer. Frontdesk looks for it instead of posting again.",
  "lost-request":
    "The next comment is not made, and Frontdesk can't know. It looks for up to a quarter of an hour, then asks a person.",
  limit:
    "The next comment is refused. Frontdesk waits for about a minute, then posts: GitHub is asked no sooner than it said.",
  twice: "Every event arrives twice. There is one task for it, and one comment.",
  lost: "No event arrives. Frontdesk asks for what it missed within a minute or two.",
};

function explain(trouble: Trouble): string {
  const met = trouble.met();
  if (met !== undefined) return `It happened: ${TROUBLES[met]}. Now all goes well again.`;
  return EXPLAINED[trouble.current()];
}
