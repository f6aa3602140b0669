import { type Html, html } from "./html.ts";

/** Why somebody stands at the door, in the words that they read. */
export const BECAUSE = {
  out: "You are signed out here.",
  everywhere: "You are signed out everywhere: on every browser and command line.",
  denied: "On GitHub, you did not let Frontdesk know who you are. Nothing was changed.",
  elsewhere: "This sign-in was not begun in this browser, or more than 10 minutes ago. Begin again here.",
  code: "GitHub did not take the code that it sent you back with: each is good once, for 10 minutes. Begin again.",
  credentials:
    "GitHub does not know this Frontdesk by its client id and secret. Whoever runs it has to check FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET.",
  callback:
    "The App on GitHub does not have this Frontdesk's address. Whoever runs it has to add it to the App's callback URLs.",
  failed:
    "GitHub could not sign you in. Begin again, and if that fails, too, whoever runs this Frontdesk finds why in its log.",
  unreachable: "GitHub can't be reached. Try again in a minute.",
  link: "This link was used, or is too old: each is good once, for some minutes.",
} as const;

export type Because = keyof typeof BECAUSE;

export function isBecause(text: unknown): text is Because {
  return typeof text === "string" && Object.hasOwn(BECAUSE, text);
}

export type Door = {
  because?: Because | undefined;
  /** Where "Sign in with GitHub" leads, where one can. */
  github?: string | undefined;
  isOwnMachine: boolean;
  /** Whoever is in already, and where they wanted to go. */
  inside?: { name: string; next: string } | undefined;
};

/** The page in front of the console. It needs no script. */
export function signInPage({ because, github, isOwnMachine, inside }: Door): string {
  const isWell = because === "out" || because === "everywhere";
  const note = because && html`<p class="note ${isWell ? "well" : "ill"}" role="status">${BECAUSE[because]}</p>`;
  const go = inside && html`<a class="btn" href="${inside.next}">Go on as ${inside.name}</a>`;
  const signIn =
    github &&
    html`<a class="btn" href="${github}">Sign in with GitHub</a>
<p class="meta">You see the repositories that you may read. To decide, you need the triage role there. Frontdesk asks GitHub for your name and roles, nothing else.</p>`;
  const printed = html`Use the link that was printed where you started Frontdesk. It is good once; for a new one, press <kbd>Enter</kbd> there, or start it again.`;
  const own = isOwnMachine && !github && html`<p class="lead">${printed}</p>`;
  const foot = isOwnMachine && github && html`<p class="meta">Running on your own machine? ${printed}</p>`;
  return door(
    "Sign in",
    html`<h1>Nothing is posted until you say so.</h1>
<p class="lead">Frontdesk sorts GitHub issues and drafts the replies. A maintainer reads each one first.</p>
${note}<div class="acts">${go}${signIn}${own || undefined}</div>`,
    foot || undefined,
  );
}

/** Before a link that was followed from somewhere else signs anybody in. */
export function confirmPage({ name, action }: { name: string; action: string }): string {
  return door(
    "Sign in",
    html`<h1>Sign in as ${name}?</h1>
<p class="lead">You followed a link that signs you in, once. Go on only if you asked for it yourself.</p>
<div class="acts"><form method="post" action="${action}"><button class="btn">Sign in as ${name}</button></form></div>`,
  );
}

/** Where the console's own files are missing. */
export function unbuiltPage(): string {
  return door(
    "Not built",
    html`<h1>The console is not built yet.</h1>
<p class="lead">Everything else works: the webhook, the pipeline, and <code>/v1</code>. To build the console, run <code>pnpm --filter @frontdesk/console build</code> and load this page again.</p>`,
  );
}

/** Once GitHub has made the App, while everything starts anew with its keys. */
export function appMadePage(): string {
  return door(
    "Set up",
    html`<h1>The App is there.</h1>
<p class="lead">Its keys are in <code>.env</code>, readable by you alone. Frontdesk starts again with them; this page goes on by itself.</p>
<div class="acts"><a class="btn" href="/setup">Go on</a></div>`,
  );
}

function door(title: string, main: Html, foot?: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Frontdesk</title>
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<main class="door">
<section class="door-main">
<span class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M10 2.5h4v2h-1v1.6A8 8 0 0 1 20 14v2H4v-2a8 8 0 0 1 7-7.9V4.5h-1zM2 18h20v3.5H2z" fill="currentColor"/></svg>Frontdesk</span>
<div>${main}</div>
<div>${foot}</div>
</section>
${SIDE}
</main>
</body>
</html>
`.html;
}

const GLYPHS = {
  received: html`<circle cx="8" cy="8" r="5.75" stroke-dasharray="2.2 2.3"/>`,
  triaged: html`<circle cx="8" cy="8" r="5.75"/><path d="M8 8V4.5A3.5 3.5 0 0 1 11.5 8z" fill="currentColor"/>`,
  drafted: html`<circle cx="8" cy="8" r="5.75"/><path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor"/>`,
  waiting: html`<path d="M6.75 2.25h2.5M8 2.25v2.5M1.5 13.75h13"/><path d="M2.75 11.25a5.25 5.25 0 0 1 10.5 0z" fill="currentColor"/>`,
  approved: html`<circle cx="8" cy="8" r="5.75"/><path d="M5.5 8.2l1.8 1.8 3.3-3.6"/>`,
  posted: html`<path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm3.6 4.9-4.2 4.7a.75.75 0 0 1-1.1 0L4.4 9.2l1.1-1.1 1.3 1.4 3.7-4.1z" fill="currentColor" stroke="none" fill-rule="evenodd"/>`,
};

const LINES: { at: string; glyph: keyof typeof GLYPHS; bold: string; rest?: string; you?: true }[] = [
  { at: "09:12:30", glyph: "received", bold: "Dark mode flashes white on first load", rest: "opened by lena-hoff" },
  { at: "09:12:32", glyph: "triaged", bold: "Sorted:", rest: "bug, 96 % sure, wants a reply" },
  { at: "09:12:44", glyph: "drafted", bold: "Drafted", rest: "from 3 documents, each claim checked" },
  {
    at: "09:12:44",
    glyph: "waiting",
    bold: "Waited for a person.",
    rest: "40 minutes. Nothing was public.",
    you: true,
  },
  { at: "09:52:51", glyph: "approved", bold: "priya approved", rest: "exactly 1,006 bytes" },
  { at: "09:52:52", glyph: "posted", bold: "Posted.", rest: "Once." },
];

const SIDE = html`<section class="door-side" aria-label="An example: what happens to one issue">
<p class="ledger-head">One issue, for example</p>
<ol class="ledger">${LINES.map(
  ({ at, glyph, bold, rest, you }) =>
    html`<li class="${you ? "you" : "line"}"><time>${at}</time><svg class="i" viewBox="0 0 16 16" aria-hidden="true">${GLYPHS[glyph]}</svg><span><b>${bold}</b> ${rest}</span></li>`,
)}</ol>
</section>`;
