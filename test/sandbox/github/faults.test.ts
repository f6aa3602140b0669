import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";

const COMMENTS = "/repos/acme/webapp/issues/1/comments";

async function startWithIssue() {
  const started = await startCalledGitHub();
  started.github.fileIssue({ repo: "acme/webapp", title: "Login fails" });
  const made = () => started.github.commentsOn("acme/webapp", 1).length;
  return { ...started, made, post: () => started.asBot("POST", COMMENTS, { body: "Hello" }) };
}

test("an answer is lost after the comment was made, and a request before", async () => {
  const { github, made, post } = await startWithIssue();
  const planned = github.faults.add({ on: "POST comments", fault: { kind: "lost answer" } });
  await expect(post()).rejects.toThrow("fetch failed");
  expect([made(), planned.left()]).toEqual([1, 0]);
  github.faults.add({ on: "POST comments", fault: { kind: "lost request" } });
  await expect(post()).rejects.toThrow("fetch failed");
  expect(made()).toBe(1);
  expect((await post()).status).toBe(201);
  expect(made()).toBe(2);
});

test("it fails after the comment was made, and the webhook about it is sent all the same", async () => {
  const { github, made, post } = await startWithIssue();
  const hook = await startHookListener();
  github.setWebhook({ url: hook.url });
  for (const status of [500, 502] as const) {
    github.faults.add({ on: "POST comments", fault: { kind: "fails after", status } });
    expect(await post()).toMatchObject({ status });
  }
  await github.settled();
  expect(made()).toBe(2);
  expect(hook.payloads()).toMatchObject([{ action: "created" }, { action: "created" }]);
});

test("it fails before: 500 in JSON, 502 as whatever stands in front says it", async () => {
  const { github, made, post } = await startWithIssue();
  github.faults.add({ on: "POST comments", times: 2, fault: { kind: "fails", status: 500 } });
  expect(await post()).toMatchObject({ status: 500, body: { message: "Server Error" } });
  expect(await post()).toMatchObject({ status: 500 });
  github.faults.add({ on: "POST comments", fault: { kind: "fails", status: 502 } });
  const answer = await post();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
  expect(made()).toBe(0);
});

test("limits are told in GitHub's words and headers", async () => {
  const now = Date.parse("2026-11-20T10:00:00Z");
  const { github, call } = await startCalledGitHub({ now: () => new Date(now) });
  const ask = () => call("GET", "/repos/acme/webapp");
  github.faults.add({ on: "GET repo", fault: { kind: "secondary limit", retryAfter: 60 } });
  const secondary = await ask();
  expect(secondary).toMatchObject({
    status: 403,
    body: { message: expect.stringMatching(/^You have exceeded a secondary rate limit/) },
  });
  expect(secondary.headers.get("retry-after")).toBe("60");
  expect(Number(secondary.headers.get("x-ratelimit-remaining"))).toBeGreaterThan(0);
  github.faults.add({ on: "GET repo", fault: { kind: "secondary limit", status: 429 } });
  expect(await ask()).toMatchObject({ status: 429 });
  github.faults.add({ on: "GET repo", fault: { kind: "primary limit", resetsIn: 90 } });
  const primary = await ask();
  expect(primary).toMatchObject({ status: 403, body: { message: expect.stringMatching(/^API rate limit exceeded/) } });
  expect(primary.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(primary.headers.get("x-ratelimit-reset")).toBe(String(now / 1_000 + 90));
});

test.each([
  ["hangs", 0],
  ["hangs after", 1],
] as const)("it %s until the client has had enough, with %i comments made", async (kind, expected) => {
  const { github, made, send, newToken } = await startWithIssue();
  const token = await newToken();
  const planned = github.faults.add({ on: "POST comments", fault: { kind } });
  const enough = new AbortController();
  const post = send("POST", COMMENTS, { token, body: { body: "Hello" }, signal: enough.signal });
  await expect.poll(planned.left).toBe(0);
  if (expected) await expect.poll(made).toBe(expected);
  enough.abort();
  await expect(post).rejects.toThrow(/abort/);
  expect(made()).toBe(expected);
});

test("reads lag behind writes, for so many reads or until told", async () => {
  const { github, asBot, post } = await startWithIssue();
  github.comment("acme/webapp", 1, "Before");
  const listed = async () => (await asBot("GET", COMMENTS)).body.length;
  github.faults.add({ on: "GET comments", times: 2, fault: { kind: "stale" } });
  const { id } = (await post()).body;
  expect([await listed(), await listed(), await listed()]).toEqual([1, 1, 2]);
  const one = github.faults.add({ on: "GET comment", times: Number.POSITIVE_INFINITY, fault: { kind: "stale" } });
  expect((await asBot("GET", `/repos/acme/webapp/issues/comments/${id}`)).status).toBe(200);
  const later = (await post()).body.id;
  const read = async () => (await asBot("GET", `/repos/acme/webapp/issues/comments/${later}`)).status;
  expect([await read(), await read()]).toEqual([404, 404]);
  one.end();
  expect(await read()).toBe(200);
});

test("credentials turn bad, for a path as it is written, after so many calls", async () => {
  const { github, asBot } = await startWithIssue();
  github.faults.add({ on: "* /repos/acme/*", after: 1, fault: { kind: "bad credentials" } });
  const ask = async (path: string) => (await asBot("GET", path)).status;
  const byId = `/repositories/${github.repo("acme/webapp").id}`;
  expect([await ask(COMMENTS), await ask(byId), await ask(byId), await ask(byId)]).toEqual([200, 200, 401, 200]);
  github.faults.add({ on: "GET anything", times: 9, fault: { kind: "bad credentials" } });
  github.faults.clear();
  expect(await ask(COMMENTS)).toBe(200);
});
