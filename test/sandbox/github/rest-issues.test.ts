import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";

const ISSUE = "/repos/acme/webapp/issues/1";

async function startWithIssue() {
  const started = await startCalledGitHub();
  started.github.fileIssue({ repo: "acme/webapp", title: "Login fails", body: "It says no." });
  return started;
}

test("an issue has what a client needs of it, under its repository's name or id", async () => {
  const { github, asBot } = await startWithIssue();
  const answer = await asBot("GET", ISSUE);
  expect(answer.body).toMatchObject({
    ...{ number: 1, title: "Login fails", body: "It says no.", state: "open", locked: false, comments: 0 },
    user: { login: "ada", type: "User", id: expect.any(Number) },
    ...{ author_association: "NONE", labels: [], html_url: `${github.url}/acme/webapp/issues/1` },
    repository_url: `${github.apiUrl}/repos/acme/webapp`,
  });
  expect(answer.body).not.toHaveProperty("pull_request");
  expect(answer.headers.get("x-ratelimit-limit")).toBe("5000");
  expect(answer.headers.get("x-github-request-id")).toMatch(/^[0-9A-F]{32}$/);
  const byId = await asBot("GET", `${github.url}/repositories/${github.repo("acme/webapp").id}/issues/1`);
  expect(byId.body).toEqual(answer.body);
  github.fileIssue({ repo: "acme/webapp", author: "grace", title: "No text" });
  expect((await asBot("GET", "/repos/acme/webapp/issues/2")).body).toMatchObject({
    ...{ body: null, author_association: "MEMBER" },
  });
});

test("what is deleted is gone, what never was is not found", async () => {
  const { github, asBot } = await startWithIssue();
  github.deleteIssue("acme/webapp", 1);
  for (const [method, path] of [
    ["GET", ISSUE],
    ["GET", `${ISSUE}/comments`],
    ["POST", `${ISSUE}/comments`],
  ] as const) {
    const answer = await asBot(method, path, method === "POST" ? { body: "Hello" } : undefined);
    expect(answer).toMatchObject({ status: 410, body: { message: "This issue was deleted", status: "410" } });
  }
  for (const path of ["/repos/acme/webapp/issues/7", "/repos/acme/nothing/issues/1", "/nowhere"]) {
    expect(await asBot("GET", path)).toMatchObject({ status: 404, body: { message: "Not Found" } });
  }
});

test("the App's comment is the bot's, and can be changed and taken back", async () => {
  const { github, asBot } = await startWithIssue();
  const posted = await asBot("POST", `${ISSUE}/comments`, { body: "Try again <!-- frontdesk -->" });
  expect(posted.status).toBe(201);
  expect(posted.body).toMatchObject({
    body: "Try again <!-- frontdesk -->",
    user: { login: "frontdesk[bot]", type: "Bot" },
    performed_via_github_app: { id: github.app.id, slug: "frontdesk" },
    html_url: `${github.url}/acme/webapp/issues/1#issuecomment-${posted.body.id}`,
  });
  const path = `/repos/acme/webapp/issues/comments/${posted.body.id}`;
  expect((await asBot("GET", path)).body).toEqual(posted.body);
  expect((await asBot("PATCH", path, { body: "Try twice" })).body).toMatchObject({ body: "Try twice" });
  expect(github.commentsOn("acme/webapp", 1)).toMatchObject([
    { body: "Try twice", author: "frontdesk[bot]", byApp: true },
  ]);
  expect((await asBot("GET", ISSUE)).body.comments).toBe(1);
  expect((await asBot("DELETE", path)).status).toBe(204);
  expect((await asBot("GET", path)).status).toBe(404);
  expect(github.commentsOn("acme/webapp", 1)).toEqual([]);
});

test("a person's comment bears no App", async () => {
  const { github, asBot } = await startWithIssue();
  github.comment("acme/webapp", 1, "Me too", "grace");
  const { body } = await asBot("GET", `${ISSUE}/comments`);
  expect(body).toMatchObject([{ user: { login: "grace", type: "User" }, performed_via_github_app: null }]);
});

test("comments come in pages, and the Link header leads to the others by the repository's id", async () => {
  const { github, asBot } = await startWithIssue();
  for (let n = 1; n <= 205; n++) github.comment("acme/webapp", 1, `Comment ${n}`);
  const first = await asBot("GET", `${ISSUE}/comments?per_page=100`);
  const base = `${github.apiUrl}/repositories/${github.repo("acme/webapp").id}/issues/1/comments?per_page=100`;
  expect(first.headers.get("link")).toBe(`<${base}&page=2>; rel="next", <${base}&page=3>; rel="last"`);
  const seen: string[] = [];
  for (let url: string | undefined = `${ISSUE}/comments?per_page=100`; url; ) {
    const page = await asBot("GET", url);
    seen.push(...page.body.map(({ body }: { body: string }) => body));
    url = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
  }
  expect(seen).toEqual(Array.from({ length: 205 }, (_, n) => `Comment ${n + 1}`));
  expect((await asBot("GET", `${ISSUE}/comments`)).body).toHaveLength(30);
  expect((await asBot("GET", `${ISSUE}/comments?per_page=500`)).body).toHaveLength(100);
  const last = await asBot("GET", `${ISSUE}/comments?per_page=100&page=3`);
  expect(last.headers.get("link")).toBe(`<${base}&page=2>; rel="prev", <${base}&page=1>; rel="first"`);
});

test("a comment may have 65,536 characters, whatever their bytes, and not one more", async () => {
  const { github, asBot } = await startWithIssue();
  expect((await asBot("POST", `${ISSUE}/comments`, { body: "🙂".repeat(65_536) })).status).toBe(201);
  expect(await asBot("POST", `${ISSUE}/comments`, { body: "x".repeat(65_537) })).toMatchObject({
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [
        { resource: "IssueComment", code: "unprocessable", field: "data", message: expect.stringMatching(/65536/) },
      ],
    },
  });
  expect((await asBot("POST", `${ISSUE}/comments`, {})).status).toBe(422);
  expect(github.commentsOn("acme/webapp", 1)).toHaveLength(1);
});

test("nothing is added to what is locked or archived", async () => {
  const { github, asBot } = await startWithIssue();
  github.lockIssue("acme/webapp", 1);
  const post = () => asBot("POST", `${ISSUE}/comments`, { body: "Hello" });
  const locked = "Unable to create comment because issue is locked.";
  expect(await post()).toMatchObject({ status: 403, body: { message: locked } });
  expect(() => github.comment("acme/webapp", 1, "Hello", "ada")).toThrow(locked);
  github.comment("acme/webapp", 1, "This is locked", "grace");
  github.unlockIssue("acme/webapp", 1);
  expect((await post()).status).toBe(201);
  github.archiveRepo("acme/webapp");
  const archived = { status: 403, body: { message: "Repository was archived so is read-only." } };
  expect(await post()).toMatchObject(archived);
  expect(await asBot("POST", `${ISSUE}/labels`, { labels: ["bug"] })).toMatchObject(archived);
  expect(github.commentsOn("acme/webapp", 1)).toHaveLength(2);
});

test("labels are added once, made when new, taken off, and each change is an event with its actor", async () => {
  const { github, asBot } = await startWithIssue();
  expect((await asBot("GET", "/repos/acme/webapp/labels?per_page=1")).headers.get("link")).toMatch(
    /page=2>; rel="next"/,
  );
  const names = async (method: string, path: string, body?: unknown) =>
    (await asBot(method, path, body)).body.map(({ name }: { name: string }) => name);
  expect(await names("POST", `${ISSUE}/labels`, { labels: ["bug", "triage: new"] })).toEqual(["bug", "triage: new"]);
  expect(await names("POST", `${ISSUE}/labels`, ["BUG"])).toEqual(["bug", "triage: new"]);
  github.unlabel("acme/webapp", 1, "bug", "grace");
  expect(await names("DELETE", `${ISSUE}/labels/${encodeURIComponent("triage: new")}`)).toEqual([]);
  expect(await asBot("DELETE", `${ISSUE}/labels/bug`)).toMatchObject({
    ...{ status: 404, body: { message: "Label does not exist" } },
  });
  const events = (await asBot("GET", `${ISSUE}/events?per_page=3`)).body;
  expect(events).toMatchObject([
    { event: "labeled", actor: { login: "frontdesk[bot]" }, label: { name: "bug" } },
    { event: "labeled", actor: { login: "frontdesk[bot]" }, label: { name: "triage: new" } },
    { event: "unlabeled", actor: { login: "grace" }, label: { name: "bug" }, performed_via_github_app: null },
  ]);
  expect((await asBot("GET", `${ISSUE}/events?per_page=3&page=2`)).body).toMatchObject([{ event: "unlabeled" }]);
});

test("a transferred issue leads to where it is, comments and all", async () => {
  const { github, asBot, send, newToken } = await startWithIssue();
  const other = github.createRepo("acme/other");
  github.comment("acme/webapp", 1, "Wrong place");
  github.transferIssue("acme/webapp", 1, "acme/other");
  const there = `${github.apiUrl}/repositories/${other.id}/issues/1`;
  const answer = await asBot("GET", `${ISSUE}/comments?per_page=5`);
  expect(answer).toMatchObject({
    status: 301,
    body: { message: "Moved Permanently", url: `${there}/comments?per_page=5` },
  });
  expect((await asBot("GET", answer.headers.get("location") ?? "")).body).toMatchObject([{ body: "Wrong place" }]);
  const headers = { authorization: `token ${await newToken()}` };
  const followed = await fetch(`${github.apiUrl}${ISSUE}`, { headers });
  expect(await followed.json()).toMatchObject({
    title: "Login fails",
    repository_url: expect.stringMatching(/other$/),
  });
  expect((await send("GET", ISSUE, { token: await newToken() })).headers.get("location")).toBe(there);
});

test("a renamed repository leads to its id: a read by 301, a write by 307, so that it stays a write", async () => {
  const { github, asBot, newToken } = await startWithIssue();
  github.renameRepo("acme/webapp", "website");
  const { id } = github.repo("acme/website");
  expect((await asBot("GET", ISSUE)).headers.get("location")).toBe(`${github.apiUrl}/repositories/${id}/issues/1`);
  expect(await asBot("GET", ISSUE)).toMatchObject({ status: 301 });
  expect(await asBot("POST", `${ISSUE}/comments`, { body: "Hello" })).toMatchObject({ status: 307 });
  expect(github.commentsOn("acme/website", 1)).toEqual([]);
  const headers = { authorization: `token ${await newToken()}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ body: "Hello" }) };
  expect((await fetch(`${github.apiUrl}${ISSUE}/comments`, init)).status).toBe(201);
  expect(github.commentsOn("acme/website", 1)).toMatchObject([{ body: "Hello" }]);
  expect((await asBot("GET", "/repos/acme/website/issues/1")).status).toBe(200);
});

test("a body that is no JSON is told so", async () => {
  const { github, newToken } = await startWithIssue();
  const headers = { authorization: `token ${await newToken()}`, "content-type": "application/json" };
  const answer = await fetch(`${github.apiUrl}${ISSUE}/comments`, { method: "POST", headers, body: "{" });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ message: "Problems parsing JSON" });
});
