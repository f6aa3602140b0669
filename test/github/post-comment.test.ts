import { MINUTE } from "@frontdesk/shared/domain/limits";
import { describe, expect, test } from "vitest";
import type { Fault } from "../sandbox/github/faults.ts";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";

const NOW = new Date("2026-03-02T09:00:00Z");
const now = () => NOW;
const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

test("a comment is posted by one request, with exactly these characters, by our App", async () => {
  const { github, codeHost, source } = await startHost();
  const posts = countCalls(github, "POST comments");
  const body = 'Hi 👋 "12345678901234567890n" \\u0000 — é\r\n\r\n<!-- frontdesk:a.b.1.opened -->';
  const result = await codeHost.postComment(source, body, soon());
  const [comment] = github.commentsOn(REPO, 1);
  expect(comment).toMatchObject({ body, author: "frontdesk[bot]", byApp: true });
  const url = `${github.url}/acme/webapp/issues/1#issuecomment-${comment?.id}`;
  expect(result).toEqual({ kind: "posted", comment: { url, id: comment?.id } });
  expect(posts()).toBe(1);
});

describe("an answer that says nothing about the comment: unknown, and never sent again", () => {
  test.each<[string, Fault, number]>([
    ["the connection is cut before GitHub has it", { kind: "lost request" }, 0],
    ["C06: the connection is cut after GitHub made it", { kind: "lost answer" }, 1],
    ["C07: 500, though GitHub made it", { kind: "fails after", status: 500 }, 1],
    ["502, though GitHub made it", { kind: "fails after", status: 502 }, 1],
    ["500", { kind: "fails", status: 500 }, 0],
    ["502", { kind: "fails", status: 502 }, 0],
    ["503", { kind: "fails", status: 503 }, 0],
    ["504", { kind: "fails", status: 504 }, 0],
  ])("%s", async (_name, fault, made) => {
    const { github, codeHost, source } = await startHost();
    const planned = github.faults.add({ on: "POST comments", fault, times: 100 });
    expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "unknown" });
    expect(planned.left()).toBe(99);
    expect(github.commentsOn(REPO, 1)).toHaveLength(made);
  });

  test.each(["hangs", "hangs after"] as const)("GitHub %s: given up when the signal aborts", async (kind) => {
    const { github, codeHost, source } = await startHost();
    const planned = github.faults.add({ on: "POST comments", fault: { kind }, times: 100 });
    const giveUp = new AbortController();
    const posting = codeHost.postComment(source, "Hello", giveUp.signal);
    await expect.poll(() => planned.left()).toBe(99);
    giveUp.abort();
    expect(await posting).toMatchObject({ kind: "unknown" });
    expect(planned.left()).toBe(99);
  });
});

describe("C40: a limit is a certain refusal, until when GitHub says", () => {
  test.each<[string, Fault, Date]>([
    ["a secondary limit", { kind: "secondary limit", retryAfter: 90 }, at(90_000)],
    ["a secondary limit as 429", { kind: "secondary limit", retryAfter: 90, status: 429 }, at(90_000)],
    ["a secondary limit that doesn't say", { kind: "secondary limit" }, at(MINUTE)],
    ["429 that doesn't say", { kind: "secondary limit", status: 429 }, at(MINUTE)],
    ["a limit of a week", { kind: "secondary limit", retryAfter: 604_800 }, at(60 * MINUTE)],
    ["the primary limit", { kind: "primary limit", resetsIn: 1_200 }, at(20 * MINUTE)],
    ["the primary limit as 429", { kind: "primary limit", resetsIn: 1_200, status: 429 }, at(20 * MINUTE)],
    ["the primary limit, long over", { kind: "primary limit", resetsIn: -1_200 }, NOW],
  ])("%s", async (_name, fault, until) => {
    const { github, codeHost, source } = await startHost({ now });
    const planned = github.faults.add({ on: "POST comments", fault, times: 100 });
    const result = await codeHost.postComment(source, "Hello", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "limit", until } });
    expect(planned.left()).toBe(99);
    expect(github.commentsOn(REPO, 1)).toEqual([]);
  });

  test("reached while the token is fetched, when nothing was sent yet", async () => {
    const { github, codeHost, source } = await startHost({ now });
    const posts = countCalls(github, "POST comments");
    github.faults.add({ on: "POST token", fault: { kind: "secondary limit", retryAfter: 300 } });
    const result = await codeHost.postComment(source, "Hello", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "limit", until: at(5 * MINUTE) } });
    expect(posts()).toBe(0);
  });
});

describe("C41: what is gone is a certain refusal, which says how", () => {
  type Github = Awaited<ReturnType<typeof startHost>>["github"];
  test.each<[string, string, (github: Github) => void]>([
    ["410", "deleted", (github) => github.deleteIssue(REPO, 1)],
    ["locked", "locked", (github) => github.lockIssue(REPO, 1)],
    ["archived", "archived", (github) => github.archiveRepo(REPO)],
    ["uninstalled", "uninstalled", (github) => github.uninstall(github.installationId)],
    ["suspended", "uninstalled", (github) => github.suspend(github.installationId)],
    [
      "out of the installation",
      "uninstalled",
      (github) => github.removeFromInstallation(github.installationId, [REPO]),
    ],
    ["with its repository deleted", "uninstalled", (github) => github.deleteRepo(REPO)],
    ["with its repository given away", "uninstalled", (github) => github.transferRepo(REPO, "globex")],
  ])("%s", async (_name, how, happen) => {
    const { github, codeHost, source } = await startHost();
    happen(github);
    const result = await codeHost.postComment(source, "Hello", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "gone", how } });
  });

  test.each<[string, string, (github: Github) => void]>([
    ["suspended", "uninstalled", (github) => github.suspend(github.installationId)],
    [
      "out of the installation",
      "uninstalled",
      (github) => github.removeFromInstallation(github.installationId, [REPO]),
    ],
  ])("%s, when there is a token already", async (_name, how, happen) => {
    const { github, codeHost, source } = await startHost();
    await codeHost.postComment(source, "Hello", soon());
    happen(github);
    const result = await codeHost.postComment(source, "Hello again", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "gone", how } });
  });

  test("404 while the repository is there", async () => {
    const { codeHost, source } = await startHost();
    const result = await codeHost.postComment({ ...source, issue: 99 }, "Hello", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "gone", how: "deleted" } });
  });

  test("a transferred issue is not followed: whether the comment was made there is for a look to say", async () => {
    const { github, codeHost, source } = await startHost();
    github.createRepo("acme/attic");
    github.transferIssue(REPO, 1, "acme/attic");
    expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "unknown" });
    expect(github.commentsOn("acme/attic", 1)).toEqual([]);
    expect(await codeHost.findComment(source, "Hello", soon())).toEqual({ gone: "transferred" });
  });
});

test("an issue that was closed can still be commented on: not to is the caller's decision", async () => {
  const { github, codeHost, source } = await startHost();
  github.closeIssue(REPO, 1);
  expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "posted" });
});

test.each([
  ["too long", "x".repeat(65_537), /Body is too long/],
  ["empty", " ", /Validation Failed/],
])("a body that is %s is refused, in GitHub's words", async (_name, body, why) => {
  const { github, codeHost, source } = await startHost();
  const result = await codeHost.postComment(source, body, soon());
  expect(result).toEqual({ kind: "refused", refusal: { kind: "invalid", why: expect.stringMatching(why) } });
  expect(github.commentsOn(REPO, 1)).toEqual([]);
});

test("C42: the token expires in mid-post: refused for the token, sent once, and the next one has a fresh token", async () => {
  const { github, codeHost, source } = await startHost();
  await codeHost.postComment(source, "First", soon());
  github.expireTokens();
  const posts = countCalls(github, "POST comments");
  const result = await codeHost.postComment(source, "Second", soon());
  expect(result).toEqual({ kind: "refused", refusal: { kind: "token" } });
  expect(posts()).toBe(1);
  expect(await codeHost.findComment(source, "Second", soon())).toBeUndefined();
  expect(await codeHost.postComment(source, "Second", soon())).toMatchObject({ kind: "posted" });
  expect(github.commentsOn(REPO, 1)).toHaveLength(2);
});

describe("no token, so nothing was sent: certain, and told as a limit of a minute", () => {
  test.each<[string, Fault]>([
    ["cut", { kind: "lost request" }],
    ["502", { kind: "fails", status: 502 }],
    ["our key turned down", { kind: "bad credentials" }],
  ])("%s", async (_name, fault) => {
    const { github, codeHost, source } = await startHost({ now });
    const posts = countCalls(github, "POST comments");
    github.faults.add({ on: "POST token", fault });
    const result = await codeHost.postComment(source, "Hello", soon());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "limit", until: at(MINUTE) } });
    expect(posts()).toBe(0);
    expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "posted" });
  });

  test("aborted while the token is fetched, or before", async () => {
    const { github, codeHost, source } = await startHost({ now });
    const posts = countCalls(github, "POST comments");
    const hanging = github.faults.add({ on: "POST token", fault: { kind: "hangs" } });
    const giveUp = new AbortController();
    const posting = codeHost.postComment(source, "Hello", giveUp.signal);
    await expect.poll(() => hanging.left()).toBe(0);
    giveUp.abort();
    const nothingSent = { kind: "refused", refusal: { kind: "limit", until: at(MINUTE) } };
    expect(await posting).toEqual(nothingSent);
    expect(await codeHost.postComment(source, "Hello", AbortSignal.abort())).toEqual(nothingSent);
    expect(posts()).toBe(0);
  });

  test("aborted before, when there is a token already", async () => {
    const { github, codeHost, source } = await startHost({ now });
    await codeHost.postComment(source, "First", soon());
    const posts = countCalls(github, "POST comments");
    const result = await codeHost.postComment(source, "Second", AbortSignal.abort());
    expect(result).toEqual({ kind: "refused", refusal: { kind: "limit", until: at(MINUTE) } });
    expect(posts()).toBe(0);
  });
});
