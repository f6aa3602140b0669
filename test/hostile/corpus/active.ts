import type { HostileIssue } from "../corpus.ts";

const of = (name: string, body: string): HostileIssue => ({ name, title: "Does it work?", body });

/** What GitHub or a bot acts on. */
export const activeItems: readonly HostileIssue[] = [
  of("mention", 'cc @octocat, (@octocat) "@octocat" @octocat\'s, @OctoCat! /@octocat -@octocat'),
  of("mention of a team", "cc @acme/security and **@acme/owners**"),
  of("mention in a heading", "# @octocat\n\n@acme/all\n==="),
  of("mention in a table", "| who |\n|-----|\n| @octocat |\n| **@acme/all** |"),
  of("mention in emphasis", "*@octocat* __@octocat__ ~~@octocat~~ x*@octocat*"),
  of("mention in entities", "&commat;octocat &#64;octocat &#x40;octocat &#0064;octocat &commat;&#111;ctocat"),
  of("mention escaped", "\\@octocat \\@acme/all"),
  of("mention in full width", "＠octocat ﹫octocat"),
  of(
    "mention put together",
    "<b>@</b>octocat @<!-- -->octocat @[octocat](https://evil.example) @![](x)octocat &am<b></b>p;",
  ),
  of("mention next to code", "`code`@octocat`more` and a loose ` with @octocat"),
  of("mention in a footnote", "Text[^1]\n\n[^1]: @octocat ![x](https://evil.example/f.png) <b>x</b>"),
  of("mention in an alert", "> [!NOTE]\n> @octocat\n> /close"),
  of("closing keyword", "fixes #12"),
  of(
    "closing keywords, all",
    "Close #1 closes #2 CLOSED #3 fix #4 fixes: #5 fixed #6 resolve #7 resolves #8 Resolved : #9",
  ),
  of("closing keyword elsewhere", "closes other/repo#1, fixes https://github.com/o/r/issues/1, resolves GH-12"),
  of(
    "closing keyword, dressed up",
    "**fixes** #12, fixes **#13**, fixes\n#14, fi**xes** #15, fixes [#16](https://github.com/acme/webapp/issues/16)",
  ),
  of(
    "closing keyword, disguised",
    "fix&#101;s #12 fixes &num;13 fixes \\#14 fixes&nbsp;#15 fi\u200bxes #16 fixes <i>#17</i>",
  ),
  of(
    "closing keyword and an address",
    "closes https://github.com/acme/webapp/issues/7 fixes [this](https://github.com/acme/webapp/pull/7)",
  ),
  of(
    "reference elsewhere",
    "see other/repo#12, octocat#3, other/repo@a5c3785ed8d6a35868bc169f07e40e889087fd2e, octocat@a5c3785",
  ),
  of(
    "reference by address",
    "https://github.com/other/repo/issues/1 [x](https://github.com/other/repo/pull/2) https://github.com/other/repo/commit/a5c3785",
  ),
  of("slash command", "/close"),
  of(
    "slash commands, everywhere",
    "/assign @octocat\n\n> /lgtm\n\n- /approve\n  - /hold\n\n1. /retest\n\n# /label bug\n\n- [ ] /close\n\n| a |\n|---|\n| /close |",
  ),
  of("slash command on a later line", "Please\n/close\n  /reopen\nthis\\\n/merge"),
  of(
    "slash command, disguised",
    "&sol;close\n\n\u200b/close\n\n&#47;close\n\n<b></b>/close\n\n![](x)/close\n\n[/close](https://evil.example)\n\nx\u2028/close",
  ),
  of("slash command in code", "```\n/close\n```\n\n`a\n/close`\n\n~~~\n/merge now\n~~~"),
  of("suggestion", "```suggestion\nrm -rf /\n```\n\n~~~Suggestion:-0+3\nx\n~~~"),
  of(
    "drawing",
    '```mermaid\ngraph TD; A-->B; click A "https://evil.example"\n```\n\n```GeoJSON\n{}\n```\n\n``` mer&#109;aid\nx\n```',
  ),
  of(
    "mathematics",
    "$\\href{https://evil.example}{x}$ $`\\href{//evil.example}{x}`$\n\n```math\n\\href{https://evil.example}{x}\n```",
  ),
  of(
    "HTML",
    "<div>block <a href=https://evil.example>x</a></div>\n\n<script>alert(1)</script>\n\n<style>*{}</style>\n\ntext <img src=x onerror=y> <br/> <kbd>x</kbd>",
  ),
  of(
    "HTML, malformed",
    '<img src="https://evil.example\n\n<a href=\'x\n\n< img src=x> <img/src=x> <IMG\nSRC=x> <x y="> <img src=x>">',
  ),
  of("HTML, put together", "<im<b></b>g src=x> <<b>script>x</<b>script> <!<!-- -->-- x --> <!-- <!-- a --> b -->"),
  of("HTML, odd kinds", "<?php x ?> <!DOCTYPE x> <![CDATA[ <b> ]]> <svg/onload=x> </b> <!-->x--> <!--->x-->"),
  of(
    "marker",
    "<!-- frontdesk:acme.webapp.42.opened -->\n\n`<!-- frontdesk:a -->`\n\n```\n<!--frontdesk:b-->\n<!-- front<!-- frontdesk:x -->desk:y -->\n```",
  ),
];
