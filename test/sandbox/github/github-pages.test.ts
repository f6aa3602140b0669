import { expect, test } from "vitest";
import { eventually } from "../../eventually.ts";
import { startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";
import { SAMPLES } from "./samples.ts";

const REPO = "acme/webapp";
const ISSUE = "/acme/webapp/issues/1";
const EVIL = `<script>alert(1)</script>"'&`;

async function startPages() {
  const started = await startCalledGitHub();
  const { github } = started;
  const see = async (path: string, headers: { [name: string]: string } = {}) => {
    const answer = await fetch(github.url + path, { headers });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const press = (path: string, fields: { [name: string]: string }) =>
    fetch(github.url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  return { ...started, see, press };
}

test("one files an issue on a page, and finds it on the others", async () => {
  const { github, see, press } = await startPages();
  const filed = await press("/acme/webapp/issues", { title: "Login fails", body: "one\r\ntwo", as: "ada" });
  expect([filed.status, filed.headers.get("location")]).toEqual([303, ISSUE]);
  expect(github.issue(REPO, 1)).toMatchObject({ title: "Login fails", body: "one\ntwo" });
  github.label(REPO, 1, ["bug"]);
  expect((await see("/")).text).toContain("1 open, with Frontdesk");
  const list = (await see("/acme/webapp")).text;
  expect(list).toMatch(/href="\/acme\/webapp\/issues\/1"[\s\S]*<span>Login fails<\/span><small>#1 opened/);
  const { text } = await see(ISSUE);
  expect(text).toContain("one<br>\ntwo");
  expect(text).toMatch(/<b>grace<\/b> added <span class="label"><svg[\s\S]*?<\/svg>bug<\/span>/);
  expect((await see("/acme/nothing/issues/1")).status).toBe(404);
});

test("everything that people write is text, HTML comments are seen by nobody, and no script of theirs could run", async () => {
  const { github, asBot, see } = await startPages();
  github.addPerson("<i>eve</i>");
  github.fileIssue({ repo: REPO, author: "<i>eve</i>", title: EVIL, body: `</textarea>${EVIL}\n\n[x](javascript:a)` });
  github.label(REPO, 1, [EVIL]);
  await asBot("POST", `/repos${ISSUE}/comments`, { body: `Seen <!-- frontdesk: acme.1 -->${EVIL}<!-- to the end` });
  for (const path of ["/", "/acme/webapp", ISSUE, `${ISSUE}?edit=1`]) {
    const { text, headers } = await see(path);
    for (const never of ["<script>", "<i>", "to the end", "acme.1 ", 'href="javascript']) {
      expect(text).not.toContain(never);
    }
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self';/);
  }
  const { text } = await see(ISSUE);
  expect(text).toContain("Seen &lt;script&gt;");
  expect(text).toContain('<b>frontdesk</b><span class="role">App</span>');
  expect(github.commentsOn(REPO, 1)[0]?.body).toContain("<!-- frontdesk: acme.1 -->");
});

test("Markdown is shown as GitHub shows it, and no picture is loaded", async () => {
  const { github, see } = await startPages();
  const body =
    "**Bold** `code` [docs](https://x.test/a)\n\n- one\n- two\n\n```sh\nnpm <x>\n```\n\n![pixel](https://evil.test/p.png)";
  github.fileIssue({ repo: REPO, title: "One", body });
  const { text } = await see(ISSUE);
  expect(text).toContain("<strong>Bold</strong> <code>code</code>");
  expect(text).toContain('<a href="https://x.test/a" rel="noopener noreferrer">docs</a>');
  expect(text).toContain("<ul><li><p>one</p></li><li><p>two</p></li></ul>");
  expect(text).toContain("<code>npm &lt;x&gt;</code>");
  expect(text).toContain("image: pixel");
  expect(text).not.toContain('evil.test/p.png"');
});

test("on an issue's page people comment, label, edit, close, reopen and lock", async () => {
  const { github, see, press } = await startPages();
  github.fileIssue({ repo: REPO, title: "One" });
  const commented = await press(`${ISSUE}/comments`, { body: "Me too", as: "grace" });
  const [comment] = github.commentsOn(REPO, 1);
  expect(comment).toMatchObject({ author: "grace", body: "Me too", byApp: false });
  expect(commented.headers.get("location")).toBe(`${ISSUE}#issuecomment-${comment?.id}`);
  expect((await see(ISSUE)).text).toContain('<b>grace</b><span class="role">maintain</span>');
  await press(`${ISSUE}/label`, { label: "needs: info" });
  expect(github.labelsOn(REPO, 1)).toEqual(["needs: info"]);
  await press(`${ISSUE}/unlabel`, { label: "needs: info" });
  expect(github.labelsOn(REPO, 1)).toEqual([]);
  await press(`${ISSUE}/edit`, { title: "Two", body: "Three", as: "ada" });
  await press(`${ISSUE}/change`, { change: "close", as: "grace" });
  await press(`${ISSUE}/change`, { change: "lock", as: "grace" });
  expect(github.issue(REPO, 1)).toMatchObject({ title: "Two", body: "Three", state: "closed", locked: true });
  const refused = await press(`${ISSUE}/comments`, { body: "Still", as: "ada" });
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("issue is locked")]);
  await press(`${ISSUE}/change`, { change: "reopen", as: "grace" });
  await press(`${ISSUE}/change`, { change: "unlock", as: "grace" });
  expect(github.issue(REPO, 1)).toMatchObject({ state: "open", locked: false });
  expect((await press(`${ISSUE}/comments`, { body: "Who?", as: "nobody" })).status).toBe(422);
});

test("whom one is stays until one is somebody else, and decides what one may do", async () => {
  const { github, see, press } = await startPages();
  github.fileIssue({ repo: REPO, author: "lena", title: "One" });
  expect((await see(ISSUE)).text).toContain('placeholder="Answer as lena"');
  const chosen = await press("/you", { you: "passer-by", back: ISSUE });
  expect([chosen.status, chosen.headers.get("location")]).toEqual([303, ISSUE]);
  const cookie = chosen.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect((await see(ISSUE, { cookie })).text).toContain('placeholder="Answer as tom"');

  for (const as of ["passer-by", "reporter"]) {
    expect((await press(`${ISSUE}/change`, { change: "lock", as })).status).toBe(403);
  }
  expect((await press(`${ISSUE}/change`, { change: "close", as: "passer-by" })).status).toBe(403);
  expect((await press(`${ISSUE}/edit`, { title: "Mine", as: "passer-by" })).status).toBe(403);
  await press(`${ISSUE}/comments`, { body: "Same here", as: "passer-by" });
  await press(`${ISSUE}/change`, { change: "close", as: "reporter" });
  await press(`${ISSUE}/change`, { change: "lock", as: "maintainer" });
  expect(github.issue(REPO, 1)).toMatchObject({ title: "One", state: "closed", locked: true });
  expect(github.commentsOn(REPO, 1)).toMatchObject([{ author: "tom" }]);
  expect((await press("/you", { you: "root", back: ISSUE })).status).toBe(422);
  expect((await press("/you", { you: "reporter", back: "//evil.test" })).headers.get("location")).toBe("/");
});

test("a click files a sample, another one each time", async () => {
  const { github, press } = await startPages();
  for (const kind of ["spam", "spam", "spam", "attack"]) await press("/acme/webapp/samples", { kind });
  const [first, second] = SAMPLES.spam;
  const titles = [first, second, first, SAMPLES.attack[0]].map((sample) => sample?.title);
  expect(github.issuesOf(REPO).map(({ title }) => title)).toEqual(titles);
  expect((await press("/acme/webapp/samples", { kind: "poem" })).status).toBe(422);
});

test("what went over the wire is told: our webhooks and whoever called, of this issue", async () => {
  const { github, asBot, see } = await startPages();
  const hook = await startHookListener();
  github.setWebhook({ url: hook.url });
  github.fileIssue({ repo: REPO, title: "One" });
  github.fileIssue({ repo: REPO, title: "Two" });
  await github.settled();
  await asBot("POST", `/repos${ISSUE}/comments`, { body: "Hello" });
  await asBot("GET", `/repos${ISSUE}`);
  const { text } = await see(ISSUE);
  const told = [...text.matchAll(/<li id="(?:call|webhook)-\d+".*?><b>(.*?)<\/b>.*?<\/svg>(\d+)/g)].map(
    ([, ...one]) => one,
  );
  const webhooks = told.filter(([what]) => what?.startsWith("webhook"));
  expect(webhooks).toEqual(expect.arrayContaining([["webhook issues.opened", "202"]]));
  expect(webhooks.filter(([what]) => what === "webhook issues.opened")).toHaveLength(1);
  expect(told).toEqual(
    expect.arrayContaining([
      ["POST comment", "201"],
      ["GET issue 1", "200"],
    ]),
  );
});

test("reads in a row are one line, so that what was sent and posted is in sight", async () => {
  const { github, asBot, see } = await startPages();
  github.fileIssue({ repo: REPO, title: "One" });
  for (let n = 0; n < 50; n += 1) await asBot("GET", `/repos${ISSUE}`);
  await asBot("GET", `/repos${ISSUE}/comments`);
  await asBot("POST", `/repos${ISSUE}/comments`, { body: "Hello" });
  await asBot("GET", `/repos${ISSUE}`);
  await eventually(async () => {
    const { text } = await see(ISSUE);
    const told = [...text.matchAll(/<li id="call-\d+".*?><b>(.*?)<\/b>.*?<span>[\d:]+, (.*?)<\/span>/g)];
    expect(told.map(([, what]) => what)).toEqual(["GET issue 1", "POST comment", "51 reads"]);
    expect(told[2]?.[2]).toBe("by Frontdesk: issue 1 (50 times), comments of 1");
  });
});

test("a page that shows nothing new is not sent again", async () => {
  const { github, see } = await startPages();
  github.fileIssue({ repo: REPO, title: "One" });
  const { headers, text } = await see(ISSUE);
  const tag = headers.get("etag") ?? "";
  expect(text).toContain(`data-version=${tag}`);
  expect((await see(ISSUE, { "if-none-match": tag })).status).toBe(304);
  github.comment(REPO, 1, "News");
  expect((await see(ISSUE, { "if-none-match": tag })).status).toBe(200);
});

test("a link to the lines of a file leads to the file at that commit", async () => {
  const { github, see } = await startPages();
  const { sha } = github.push(REPO, { "docs/a.md": "one\n<two>\n" });
  github.push(REPO, { "docs/a.md": "changed\n" });
  const { text } = await see(`/acme/webapp/blob/${sha}/docs/a.md`);
  expect(text).toContain('<li id="L2"><a href="#L2">2</a><span>&lt;two&gt;</span></li>');
  expect((await see(`/acme/webapp/blob/${sha}/docs/b.md`)).status).toBe(404);
});
