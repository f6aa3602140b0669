import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { callsTo, startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";
import { startGitHub } from "./start-github.ts";

test("what is kept in a file survives: the App's key, tokens, issues and deliveries, and half a line at its end", async () => {
  const folder = mkdtempSync(join(tmpdir(), "github-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keptIn = join(folder, "github.jsonl");
  const hook = await startHookListener();
  const first = await startGitHub({ keptIn, webhook: { url: hook.url, secret: "first" } });
  const token = await callsTo(first).newToken();
  first.fileIssue({ repo: "acme/webapp", title: "One" });
  first.comment("acme/webapp", 1, "Two");
  await first.settled();
  await first.close();
  appendFileSync(keptIn, '["comments",{"id":99');

  const { github, call, asApp } = await startCalledGitHub({ keptIn });
  expect(github.app).toEqual(first.app);
  expect(github.installationId).toBe(first.installationId);
  expect((await asApp("GET", "/app")).status).toBe(200);
  expect((await call("GET", "/repos/acme/webapp/issues/1", { token })).body).toMatchObject({
    title: "One",
    comments: 1,
  });
  expect(github.deliveries()).toEqual(first.deliveries());
  github.comment("acme/webapp", 1, "Three");
  await github.settled();
  expect(github.commentsOn("acme/webapp", 1).map(({ body }) => body)).toEqual(["Two", "Three"]);
  expect(new Set(github.deliveries().map(({ id }) => id)).size).toBe(3);
  expect(hook.received).toHaveLength(3);
});

test("closing gives up the webhooks that nobody answers", async () => {
  const hook = await startHookListener();
  hook.status = 0;
  const github = await startGitHub({ webhook: { url: hook.url } });
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await expect.poll(() => hook.received.length).toBe(1);
  await github.close();
  expect(github.deliveries()).toMatchObject([{ status: "failed to connect" }]);
});
