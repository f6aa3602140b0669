import { expect, test } from "vitest";
import { jwtOf, startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";

const BACK = "http://127.0.0.1:1/created";

async function startCreating(now?: () => Date) {
  const started = await startCalledGitHub(now ? { now } : {});
  const hook = await startHookListener();
  const manifest = JSON.stringify({
    ...{ name: "Frontdesk <of> Acme", url: "http://x.test", redirect_url: BACK, setup_url: `${BACK}/installed` },
    ...{ hook_attributes: { url: hook.url }, default_events: ["issues", "issue_comment", "push"] },
    default_permissions: { issues: "write", contents: "read", metadata: "read" },
  });
  const post = (path: string, fields: [string, string][]) =>
    fetch(started.github.url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  const create = async () => {
    const answer = await post("/settings/apps/new?state=s1", [
      ["manifest", manifest],
      ["create", "yes"],
    ]);
    return new URL(answer.headers.get("location") ?? "http://nowhere.test");
  };
  const convert = (code: string | null) => started.call("POST", `/app-manifests/${code}/conversions`);
  return { ...started, hook, manifest, post, create, convert };
}

test("a manifest becomes an App: shown first, created, and its secrets are handed over once", async () => {
  const { manifest, post, create, convert, call } = await startCreating();
  const shown = await (await post("/settings/apps/new?state=s1", [["manifest", manifest]])).text();
  expect(shown).toContain("Create Frontdesk &lt;of&gt; Acme");
  const back = await create();
  expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([BACK, "s1"]);
  const { status, body } = await convert(back.searchParams.get("code"));
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...{ slug: "frontdesk-of-acme", webhook_secret: expect.any(String), client_id: expect.stringMatching(/^Iv/) },
    ...{ client_secret: expect.any(String), pem: expect.stringMatching(/^-----BEGIN RSA PRIVATE KEY-----\n/) },
    html_url: expect.stringMatching(/\/apps\/frontdesk-of-acme$/),
  });
  const token = jwtOf(body, {}, body.pem);
  expect((await call("GET", "/app", { token })).body).toMatchObject({
    id: body.id,
    events: ["issues", "issue_comment", "push"],
  });
  expect((await convert(back.searchParams.get("code"))).status).toBe(404);
});

test("its code is good for an hour", async () => {
  let time = Date.now();
  const { create, convert } = await startCreating(() => new Date(time));
  const back = await create();
  time += 3_601_000;
  expect((await convert(back.searchParams.get("code"))).status).toBe(404);
  expect((await convert("no-such-code")).status).toBe(404);
});

test("the new App is installed from its page, and its webhooks come from then on", async () => {
  const { github, hook, post, create, convert } = await startCreating();
  const { body } = await convert((await create()).searchParams.get("code"));
  const page = `/apps/${body.slug}/installations/new`;
  expect(await (await fetch(github.url + page)).text()).toContain("acme/webapp");
  const installed = await post(page, [["repo", "acme/webapp"]]);
  const back = new URL(installed.headers.get("location") ?? "");
  expect([back.pathname, back.searchParams.get("setup_action")]).toEqual(["/created/installed", "install"]);
  await github.settled();
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  expect(hook.payloads()).toMatchObject([
    { action: "created", repositories: [{ full_name: "acme/webapp" }] },
    { action: "opened", installation: { id: Number(back.searchParams.get("installation_id")) } },
  ]);
  expect(hook.received[1]?.headers["x-github-hook-installation-target-id"]).toBe(String(body.id));
});

test("what is no manifest is refused", async () => {
  const { post } = await startCreating();
  expect((await post("/settings/apps/new", [["manifest", "{"]])).status).toBe(422);
});
