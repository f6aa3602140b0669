import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { jwtOf, startCalledGitHub } from "./call-github.ts";

const NOW = Math.floor(Date.now() / 1_000);

test("an App that signs for itself is told who it is, by its id or its client id, also at the root", async () => {
  const { github, call } = await startCalledGitHub();
  const token = jwtOf(github.app);
  expect((await call("GET", "/app", { token })).body).toMatchObject({ id: github.app.id, slug: "frontdesk" });
  expect((await call("GET", `${github.url}/app`, { token })).status).toBe(200);
  const byClientId = jwtOf(github.app, { iss: github.app.clientId });
  expect((await call("GET", "/app", { headers: { authorization: `Bearer ${byClientId}` } })).status).toBe(200);
});

test.each([
  ["lives too long", { exp: NOW + 660 }, "'Expiration time' claim ('exp') is too far in the future"],
  ["is over", { exp: NOW - 5 }, /must be a numeric value representing the future time/],
  ["comes from the future", { iat: NOW + 120 }, /'Issued at' claim \('iat'\) must be an Integer/],
])("a JWT that %s is refused in GitHub's words", async (_what, claims, message) => {
  const { github, call } = await startCalledGitHub();
  const answer = await call("GET", "/app", { token: jwtOf(github.app, claims) });
  expect(answer.status).toBe(401);
  expect(answer.body.message).toMatch(message);
});

test("a JWT by another key, by another algorithm or of no App is refused", async () => {
  const { github, call, newToken } = await startCalledGitHub();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ask = async (token: string) => (await call("GET", "/app", { token })).body;
  const undecodable = { message: "A JSON web token could not be decoded", status: "401" };
  expect(await ask(jwtOf(github.app, {}, privateKey))).toMatchObject(undecodable);
  expect(await ask(jwtOf(github.app, {}, github.app.privateKey, "none"))).toMatchObject(undecodable);
  expect(await ask("a.b.c")).toMatchObject(undecodable);
  expect(await ask(await newToken())).toMatchObject(undecodable);
  expect(await ask(jwtOf(github.app, { iss: 1 }))).toMatchObject({ message: "Integration not found", status: "404" });
});

test("a token narrowed to one repository sees no other, by name or by id", async () => {
  const { github, call, newToken } = await startCalledGitHub();
  const other = github.createRepo("acme/other", { private: true });
  github.fileIssue({ repo: "acme/other", title: "Over there" });
  const wide = await newToken();
  const narrow = await newToken({ repository_ids: [github.repo("acme/webapp").id] });
  expect((await call("GET", "/repos/acme/other/issues/1", { token: wide })).status).toBe(200);
  expect((await call("GET", "/repos/acme/webapp", { token: narrow })).status).toBe(200);
  for (const path of ["/repos/acme/other/issues/1", "/repos/acme/other", `/repositories/${other.id}/issues/1`]) {
    expect(await call("GET", path, { token: narrow })).toMatchObject({ status: 404, body: { message: "Not Found" } });
  }
  const post = { token: narrow, body: { body: "hello" } };
  expect((await call("POST", "/repos/acme/other/issues/1/comments", post)).status).toBe(404);
  expect(github.commentsOn("acme/other", 1)).toEqual([]);
});

test("a token narrowed to fewer permissions has no more than those", async () => {
  const { github, call, newToken } = await startCalledGitHub();
  github.makePrivate("acme/webapp");
  github.fileIssue({ repo: "acme/webapp", title: "Help" });
  const token = await newToken({ permissions: { issues: "read" } });
  expect((await call("GET", "/repos/acme/webapp/issues/1", { token })).status).toBe(200);
  expect((await call("GET", "/repos/acme/webapp", { token })).status).toBe(200);
  const answer = await call("POST", "/repos/acme/webapp/issues/1/comments", { token, body: { body: "hello" } });
  expect(answer.body).toMatchObject({ message: "Resource not accessible by integration", status: "403" });
  expect(answer.headers.get("x-accepted-github-permissions")).toBe("issues=write");
  expect((await call("GET", "/repos/acme/webapp/contents/README.md", { token })).status).toBe(403);
  expect(github.commentsOn("acme/webapp", 1)).toEqual([]);
});

test("a token can't be wider than its installation", async () => {
  const { github, asApp } = await startCalledGitHub();
  const outside = github.createRepo("acme/outside", { installed: false });
  const path = `/app/installations/${github.installationId}/access_tokens`;
  expect((await asApp("POST", path, { repository_ids: [outside.id] })).body).toMatchObject({
    message: "There is at least one repository that does not exist or is not accessible to the parent installation.",
    status: "422",
  });
  expect((await asApp("POST", path, { permissions: { contents: "write" } })).body).toMatchObject({
    message: "The permissions requested are not granted to this installation.",
    status: "422",
  });
  const { body } = await asApp("POST", path, { repositories: ["webapp"], permissions: { contents: "read" } });
  expect(body).toMatchObject({
    token: expect.stringMatching(/^ghs_\w{36}$/),
    permissions: { contents: "read", metadata: "read" },
    repositories: [{ full_name: "acme/webapp" }],
  });
});

test("a token lives an hour, and not past what a test decides", async () => {
  let time = Date.now();
  const { github, call, newToken } = await startCalledGitHub({ now: () => new Date(time) });
  const [token, other] = [await newToken(), await newToken()];
  const status = async (which: string) => (await call("GET", "/repos/acme/webapp", { token: which })).status;
  github.expireTokens();
  expect(await status(token)).toBe(401);
  const fresh = await newToken();
  time += 3_590_000;
  expect(await status(fresh)).toBe(200);
  time += 20_000;
  expect(await call("GET", "/repos/acme/webapp", { token: fresh })).toMatchObject({
    status: 401,
    body: { message: "Bad credentials" },
  });
  expect(await status(other)).toBe(401);
  expect(await call("GET", "/repos/acme/webapp")).toMatchObject({ status: 401 });
});

test("a suspended installation says so, and goes on when it may; an uninstalled one is not found", async () => {
  const { github, asApp, call, newToken } = await startCalledGitHub();
  const path = `/app/installations/${github.installationId}`;
  const token = await newToken();
  expect((await asApp("GET", "/repos/acme/webapp/installation")).body).toMatchObject({ id: github.installationId });
  github.suspend(github.installationId);
  expect((await asApp("GET", path)).body.suspended_at).toEqual(expect.any(String));
  const suspended = { status: 403, body: { message: "This installation has been suspended" } };
  expect(await asApp("POST", `${path}/access_tokens`)).toMatchObject(suspended);
  expect(await call("GET", "/repos/acme/webapp", { token })).toMatchObject(suspended);
  github.unsuspend(github.installationId);
  expect((await asApp("GET", path)).body.suspended_at).toBeNull();
  expect((await call("GET", "/repos/acme/webapp", { token })).status).toBe(200);
  github.uninstall(github.installationId);
  expect((await asApp("POST", `${path}/access_tokens`)).status).toBe(404);
  expect((await asApp("GET", "/repos/acme/webapp/installation")).status).toBe(404);
  expect((await call("GET", "/repos/acme/webapp", { token })).status).toBe(401);
});

test("what is private and taken out of an installation, its tokens see no more", async () => {
  const { github, call, newToken } = await startCalledGitHub();
  github.makePrivate("acme/webapp");
  const token = await newToken();
  const list = async () => (await call("GET", "/installation/repositories", { token })).body.total_count;
  expect(await list()).toBe(1);
  github.removeFromInstallation(github.installationId, ["acme/webapp"]);
  expect((await call("GET", "/repos/acme/webapp", { token })).status).toBe(404);
  expect(await list()).toBe(0);
});

test("what is public every token may read, and only one for it may write; who may what there is told to nobody else", async () => {
  const { github, call, newToken } = await startCalledGitHub();
  github.createRepo("acme/other");
  github.fileIssue({ repo: "acme/webapp", title: "Help" });
  const elsewhere = await newToken({
    repository_ids: [github.repo("acme/other").id],
    permissions: { issues: "write" },
  });
  const before = await newToken();
  github.removeFromInstallation(github.installationId, ["acme/webapp"]);
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  for (const token of [elsewhere, before]) {
    for (const path of ["", "/issues/1", "/issues/1/comments", "/contents/README.md", "/branches/main"]) {
      expect((await call("GET", `/repos/acme/webapp${path}`, { token })).status).toBe(200);
    }
    const post = { token, body: { body: "hello" } };
    expect(await call("POST", "/repos/acme/webapp/issues/1/comments", post)).toMatchObject(refused);
    const permission = "/repos/acme/webapp/collaborators/grace/permission";
    expect(await call("GET", permission, { token })).toMatchObject(refused);
  }
  expect(github.commentsOn("acme/webapp", 1)).toEqual([]);
});

test("its own clock it goes by, and says in every answer what time it is", async () => {
  const now = new Date("2026-03-02T09:00:00Z");
  const { github, call } = await startCalledGitHub({ now: () => now });
  const seconds = now.getTime() / 1_000;
  const ask = async (claims: { iat?: number; exp?: number }) =>
    call("GET", "/app", { token: jwtOf(github.app, claims) });
  expect(await ask({ iat: seconds - 60, exp: seconds + 540 })).toMatchObject({ status: 200 });
  const refused = await ask({});
  expect(refused.status).toBe(401);
  expect(refused.headers.get("date")).toBe("Mon, 02 Mar 2026 09:00:00 GMT");
});
