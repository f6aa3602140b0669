import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { createGitHubReader } from "@frontdesk/shared/adapters/github/github-reader";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { isGone } from "@frontdesk/shared/ports/code-host";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";

test("each token is for the one repository and for the fewest permissions", async () => {
  const { github, codeHost, source } = await startHost();
  github.createRepo("acme/secret", { private: true });
  await codeHost.thread(source, soon());
  await codeHost.postComment(source, "Hello", soon());
  const repositoryIds = [source.repo.id];
  expect(github.state.all("tokens")).toMatchObject([
    { permissions: { contents: "read", issues: "read", metadata: "read" }, repositoryIds },
    { permissions: { issues: "write", metadata: "read" }, repositoryIds },
  ]);
  expect(github.state.all("tokens").map(({ permissions }) => Object.keys(permissions).length)).toEqual([3, 2]);
});

test("a read token can't post, can't label, and can't see another repository; nor can the other one read code", async () => {
  const { github, readToken, codeHost, source, repo } = await startHost();
  github.makePrivate(REPO);
  const other = github.createRepo("acme/secret", { private: true });
  await codeHost.postComment(source, "Hello", soon());
  const write = github.state.all("tokens").at(-1)!.id;
  const read = await readToken(repo, soon());
  const call = async (token: string, method: string, path: string, body?: object) => {
    const response = await fetch(github.apiUrl + path, {
      ...{ method, body: body ? JSON.stringify(body) : null },
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    return response.status;
  };
  const token = isGone(read) ? "" : read.token;
  expect(await call(token, "GET", `/repositories/${repo.repo.id}/issues/1`)).toBe(200);
  expect(await call(token, "POST", `/repositories/${repo.repo.id}/issues/1/comments`, { body: "x" })).toBe(403);
  expect(await call(token, "POST", `/repositories/${repo.repo.id}/issues/1/labels`, { labels: ["bug"] })).toBe(403);
  expect(await call(token, "GET", `/repositories/${other.id}`)).toBe(404);
  expect(await call(write, "GET", `/repositories/${repo.repo.id}/contents/README.md`)).toBe(403);
  expect(github.commentsOn(REPO, 1)).toHaveLength(1);
});

test("a token is used until shortly before it expires", async () => {
  const clock = { now: new Date("2026-03-02T09:00:00Z") };
  const { github, codeHost, source } = await startHost({ now: () => clock.now });
  const fetched = countCalls(github, "POST token");
  for (const minutes of [0, 30, 24]) {
    clock.now = new Date(clock.now.getTime() + minutes * MINUTE);
    await codeHost.thread(source, soon());
    expect(fetched()).toBe(1);
  }
  clock.now = new Date(clock.now.getTime() + 2 * MINUTE);
  await codeHost.thread(source, soon());
  expect(fetched()).toBe(2);
});

test("many who want the same token at once share one fetch; who gives up leaves the others theirs", async () => {
  const { github, codeHost, source } = await startHost();
  const fetched = countCalls(github, "POST token");
  const giveUp = new AbortController();
  const first = codeHost.thread(source, giveUp.signal);
  const others = Array.from({ length: 20 }, () => codeHost.thread(source, soon()));
  giveUp.abort("enough");
  await expect(first).rejects.toBe("enough");
  for (const seen of await Promise.all(others)) expect(seen).toMatchObject({ issue: { title: "It crashes" } });
  expect(fetched()).toBe(1);
});

test("a fetch of a token that failed is no one's token: the next one asks again", async () => {
  const { github, codeHost, source } = await startHost();
  github.faults.add({ on: "POST token", fault: { kind: "fails", status: 502 } });
  await expect(codeHost.thread(source, soon())).rejects.toBeInstanceOf(Unavailable);
  expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
});

test("C42: a read that is told 401 is tried once more, with a fresh token, and no more than once", async () => {
  const { github, codeHost, source } = await startHost();
  await codeHost.thread(source, soon());
  github.expireTokens();
  expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });

  const fault = { kind: "bad credentials" } as const;
  const planned = github.faults.add({ on: "GET issue", fault, times: 100 });
  await expect(codeHost.thread(source, soon())).rejects.toThrow("Bad credentials");
  expect(planned.left()).toBe(98);
});

describe("an installation that the webhook did not tell", () => {
  test("is found, once", async () => {
    const { github, codeHost, source } = await startHost();
    const { installationId: _, ...rest } = source;
    const looked = countCalls(github, "GET installation of a repo");
    expect(await codeHost.thread(rest, soon())).toMatchObject({ issue: { title: "It crashes" } });
    expect(await codeHost.postComment(rest, "Hello", soon())).toMatchObject({ kind: "posted" });
    expect(looked()).toBe(1);
  });

  test("is found when the repository was renamed, and when it was installed again", async () => {
    const { github, codeHost, source } = await startHost();
    const { installationId: _, ...rest } = source;
    github.renameRepo(REPO, "website");
    expect(await codeHost.thread(rest, soon())).toMatchObject({ issue: { title: "It crashes" } });
    github.uninstall(github.installationId);
    expect(await codeHost.thread(rest, soon())).toEqual({ gone: "uninstalled" });
    github.install("acme", ["acme/website"]);
    expect(await codeHost.thread(rest, soon())).toMatchObject({ issue: { title: "It crashes" } });
    github.uninstall(github.installationsOn("acme/website")[0]!.id);
    github.install("acme", ["acme/website"]);
    expect(await codeHost.thread(rest, soon())).toMatchObject({ issue: { title: "It crashes" } });
  });
});

describe("another installation than the webhook told", () => {
  test("since the App was installed again: an old task is read and answered by the new one", async () => {
    const { github, codeHost, open, source } = await startHost();
    await codeHost.thread(source, soon());
    github.uninstall(github.installationId);
    expect(await codeHost.thread(source, soon())).toEqual({ gone: "uninstalled" });
    github.install("acme", [REPO]);
    const looked = countCalls(github, "GET installation of a repo");
    // With what was learned before, and with nothing.
    for (const host of [codeHost, open().codeHost]) {
      expect(await host.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
      expect(await host.repository(source, soon())).toMatchObject({ defaultBranch: "main" });
      expect(await host.postComment(source, "Hello", soon())).toMatchObject({ kind: "posted" });
    }
    expect(looked()).toBe(2);
    expect(github.commentsOn(REPO, 1)).toHaveLength(2);
  });

  test("since the repository was given away: it is answered by the new owner's, though another one has its name", async () => {
    const { github, codeHost, open, source } = await startHost();
    const { codeHost: labelling } = open();
    for (const host of [codeHost, labelling]) {
      expect(await host.postComment(source, "Before", soon())).toMatchObject({ kind: "posted" });
    }
    github.transferRepo(REPO, "globex");
    github.install("globex", ["globex/webapp"]);
    github.createRepo(REPO);
    github.fileIssue({ repo: REPO, title: "Another one's" });
    const { codeHost: another } = open();
    expect(await another.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
    expect(await another.postComment(source, "After", soon())).toMatchObject({ kind: "posted" });
    // The token from before may read it, and not write.
    expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
    expect(await codeHost.postComment(source, "Again", soon())).toMatchObject({ kind: "refused" });
    expect(await codeHost.postComment(source, "Again", soon())).toMatchObject({ kind: "posted" });
    expect(github.commentsOn("globex/webapp", 1).map(({ body }) => body)).toEqual([
      ...["Before", "Before", "After", "Again"],
    ]);
    await expect(labelling.addLabels(source, ["bug"], soon())).rejects.toBeInstanceOf(Unavailable);
    expect(await labelling.addLabels(source, ["bug"], soon())).toBeUndefined();
    expect(github.labelsOn("globex/webapp", 1)).toEqual(["bug"]);
    expect(github.commentsOn(REPO, 1)).toEqual([]);
  });

  test("none at all: uninstalled, and looked for once each time", async () => {
    const { github, codeHost, source } = await startHost();
    github.removeFromInstallation(github.installationId, [REPO]);
    const looked = countCalls(github, "GET installation of a repo");
    expect(await codeHost.thread(source, soon())).toEqual({ gone: "uninstalled" });
    expect(looked()).toBe(1);
  });

  test("while GitHub can't say which: nothing is taken for uninstalled", async () => {
    const { github, codeHost, source } = await startHost();
    github.uninstall(github.installationId);
    github.faults.add({ on: "GET installation of a repo", fault: { kind: "fails", status: 502 } });
    await expect(codeHost.thread(source, soon())).rejects.toBeInstanceOf(Unavailable);
  });
});

describe("C43", () => {
  test("a suspended and an uninstalled App are told apart from one that is there", async () => {
    const { github, codeHost } = await startHost();
    const { installationId: id } = github;
    expect(await codeHost.installation(id, soon())).toBeUndefined();
    github.suspend(id);
    expect(await codeHost.installation(id, soon())).toEqual({ gone: "uninstalled" });
    github.unsuspend(id);
    expect(await codeHost.installation(id, soon())).toBeUndefined();
    github.uninstall(id);
    expect(await codeHost.installation(id, soon())).toEqual({ gone: "uninstalled" });
    github.faults.add({ on: "GET /app/installations/*", fault: { kind: "fails", status: 502 } });
    await expect(codeHost.installation(id, soon())).rejects.toBeInstanceOf(Unavailable);
  });

  test("after unsuspending, the next call goes through", async () => {
    const { github, codeHost, source } = await startHost();
    github.suspend(github.installationId);
    expect(await codeHost.thread(source, soon())).toEqual({ gone: "uninstalled" });
    github.unsuspend(github.installationId);
    expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
  });

  test("a reader without a key learns of it, too: what is turned down it asks for again", async () => {
    const { github, readToken, now, source } = await startHost();
    const reader = createGitHubReader({ baseUrl: github.apiUrl, readToken, now, us: { appId: github.app.id } });
    expect(await reader.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
    github.uninstall(github.installationId);
    expect(await reader.thread(source, soon())).toEqual({ gone: "uninstalled" });
  });

  test("a key that GitHub doesn't take, or an App that it doesn't know, is nobody's uninstalling", async () => {
    const { github, now, source } = await startHost();
    const wrong = [
      { appId: github.app.id + 999, privateKey: github.app.privateKey },
      { appId: github.app.id, privateKey: (await startHost()).github.app.privateKey },
    ];
    for (const key of wrong) {
      const { codeHost, deliveries } = createGitHub({ ...key, baseUrl: github.apiUrl, now, log: silentLog });
      await expect(codeHost.thread(source, soon())).rejects.toThrow(`does not take the key of the App ${key.appId}`);
      await expect(codeHost.installation(github.installationId, soon())).rejects.toBeInstanceOf(Unavailable);
      await expect(deliveries.page(undefined, soon())).rejects.toBeInstanceOf(Unavailable);
    }
  });

  test("a permission that the installation lacks is nobody's uninstalling either, and is named", async () => {
    const { github, codeHost, source } = await startHost();
    const installation = github.state.get("installations", github.installationId)!;
    github.state.put("installations", { ...installation, permissions: { issues: "write", metadata: "read" } });
    await expect(codeHost.thread(source, soon())).rejects.toThrow('lacks a permission of {"contents":"read"');
  });
});
