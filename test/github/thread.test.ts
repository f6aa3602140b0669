import { createHash } from "node:crypto";
import type { SeenThread } from "@frontdesk/shared/domain/thread";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { describe, expect, test } from "vitest";
import { countCalls, READS, REPO, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

type Github = Awaited<ReturnType<typeof startHost>>["github"];

test("an issue with nothing said on it", async () => {
  const { github, codeHost, source } = await startHost();
  github.fileIssue({ repo: REPO, title: "No text", body: null });
  const issue = { title: "No text", body: "", state: "open" };
  expect(await codeHost.thread({ ...source, issue: 2 }, soon())).toEqual({ issue, comments: [] });
});

test("who said what: people, maintainers, bots, and we", async () => {
  const { github, codeHost, source } = await startHost();
  const asked = github.comment(REPO, 1, "It still crashes.");
  const answered = github.comment(REPO, 1, "I see.", "grace");
  const other = github.comment(REPO, 1, "Me too.", "eve");
  await codeHost.postComment(source, "Hello", soon());
  const seen = await codeHost.thread(source, soon());
  const person = { byBot: false, byUs: false };
  const content = { title: "It crashes", body: "At once.", state: "open", lastHumanCommentId: other.id };
  expect(seen).toEqual({
    issue: { ...content, lastHumanCommentHash: hashOf("Me too.") },
    comments: [
      { ...person, id: asked.id, author: "ada", body: "It still crashes.", byMaintainer: false },
      { ...person, id: answered.id, author: "grace", body: "I see.", byMaintainer: true },
      { ...person, id: other.id, author: "eve", body: "Me too.", byMaintainer: false },
      {
        id: expect.any(Number),
        ...{ author: "frontdesk[bot]", body: "Hello", byBot: true, byUs: true, byMaintainer: false },
      },
    ],
  });
});

test.each([99, 100, 101, 130, 200, 201])("of %i comments, the newest 100, oldest of them first", async (count) => {
  const { github, codeHost, source } = await startHost();
  const ids = Array.from({ length: count }, (_, index) => github.comment(REPO, 1, `comment ${index}`).id);
  const calls = countCalls(github, "GET comments");
  const seen = await codeHost.thread(source, soon());
  expect(seen).toMatchObject({ issue: { lastHumanCommentId: ids.at(-1) } });
  expect(idsIn(seen)).toEqual(ids.slice(-100));
  expect(calls()).toBeLessThanOrEqual(2);
});

test("a comment that comes between the two calls is seen, too", async () => {
  const issue = { title: "t", body: "b", state: "open", locked: false, comments: 100 };
  const comments = Array.from({ length: 101 }, (_, index) => rawComment({ id: index + 1 }));
  const { codeHost } = await startScripted((_method, path) => {
    const page = /\/comments\?per_page=100&page=(\d+)$/.exec(path)?.[1];
    if (page === "1") {
      const next = "<https://api.github.com/repositories/5/issues/3/comments?per_page=100&page=2>";
      const link = `${next}; rel="next", ${next}; rel="last"`;
      return { status: 200, headers: { link }, body: comments.slice(0, 100) };
    }
    if (page === "2") return { status: 200, body: comments.slice(100) };
    if (path.endsWith("/permission")) return READS_ONLY;
    return path === "/repositories/5/issues/3" ? { status: 200, body: issue } : undefined;
  });
  const seen = await codeHost.thread(SOURCE, soon());
  expect(idsIn(seen)).toEqual(comments.slice(1).map(({ id }) => id));
});

test("what accounts that are gone left behind is a ghost's, and no text is an empty one", async () => {
  const issue = { title: "7n", body: "12345678901234567890n", state: "open", locked: false, comments: 2 };
  const { codeHost } = await startScripted((_method, path) => {
    if (path.includes("/comments"))
      return { status: 200, body: [rawComment({ user: null }), rawComment({ id: 2, body: null, ...app(1, "User") })] };
    if (path.endsWith("/permission")) return READS_ONLY;
    return path === "/repositories/5/issues/3" ? { status: 200, body: issue } : undefined;
  });
  const { title, body, state } = issue;
  expect(await codeHost.thread(SOURCE, soon())).toEqual({
    issue: { title, body, state, lastHumanCommentId: 2, lastHumanCommentHash: hashOf("") },
    comments: [
      { id: 1, author: "ghost", body: "x", byBot: false, byUs: false, byMaintainer: false },
      // Signed in through our App, but a person.
      { id: 2, author: "ada", body: "", byBot: false, byUs: false, byMaintainer: false },
    ],
  });
});

const READS_ONLY = { status: 200, body: { permission: "read", role_name: "read" } };

function rawComment(more: object) {
  const user = { login: "ada", type: "User" };
  return { id: 1, html_url: "https://github.test/1", body: "x", user, author_association: "NONE", ...more };
}

function hashOf(text: string) {
  return createHash("sha256").update(text).digest("hex");
}

function app(id: number, type: string) {
  return { performed_via_github_app: { id }, user: { login: "ada", type } };
}

describe("C41: an issue that is gone says how", () => {
  test.each<[string, (github: Github) => unknown]>([
    ["closed", (github) => github.closeIssue(REPO, 1)],
    ["locked", (github) => github.lockIssue(REPO, 1)],
    ["deleted", (github) => github.deleteIssue(REPO, 1)],
    ["transferred", (github) => transfer(github)],
    ["uninstalled", (github) => github.uninstall(github.installationId)],
    ["uninstalled", (github) => github.suspend(github.installationId)],
    ["uninstalled", (github) => github.removeFromInstallation(github.installationId, [REPO])],
    ["uninstalled", (github) => github.deleteRepo(REPO)],
    ["uninstalled", (github) => github.transferRepo(REPO, "globex")],
  ])("%s, told by the token or by the issue", async (gone, happen) => {
    const { github, codeHost, open, source } = await startHost();
    // What is public can be read by every token, so it wouldn't tell.
    github.makePrivate(REPO);
    await codeHost.thread(source, soon());
    happen(github);
    // With the token from before, and with none.
    expect(await codeHost.thread(source, soon())).toEqual({ gone });
    expect(await open().codeHost.thread(source, soon())).toEqual({ gone });
  });

  test("404 while the repository is there", async () => {
    const { codeHost, source } = await startHost();
    for (const [, read] of READS) expect(await read(codeHost, { ...source, issue: 99 }, soon())).toEqual(DELETED);
  });
});

const DELETED = { gone: "deleted" };

function transfer(github: Github) {
  github.createRepo("acme/attic");
  return github.transferIssue(REPO, 1, "acme/attic");
}

test("a repository that was renamed is the same one, also when another one takes its name", async () => {
  const { github, codeHost, source } = await startHost();
  github.renameRepo(REPO, "website");
  github.createRepo(REPO);
  github.fileIssue({ repo: REPO, title: "Another one's" });
  expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
  expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "posted" });
  expect(github.commentsOn("acme/website", 1)).toHaveLength(1);
  expect(github.commentsOn(REPO, 1)).toEqual([]);
});

function idsIn(seen: SeenThread | Gone): number[] {
  return isGone(seen) ? [] : seen.comments.map(({ id }) => id);
}
