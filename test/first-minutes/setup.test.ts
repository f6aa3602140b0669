import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, onTestFinished, test } from "vitest";
import { startHookListener } from "../sandbox/github/hook-listener.ts";
import { OWNER, startSetup } from "./setup-world.ts";

const HOUR = 3_600_000;

describe("the GitHub App, by one click", () => {
  test("GitHub makes it from the manifest, and what it is goes into .env, which keeps every other line", async () => {
    const env =
      "# mine\nPORT=1\nFRONTDESK_GITHUB_APP_ID=7\nexport FRONTDESK_WEBHOOK_SECRET='old\nsecret' # why\n\nLAST=\"a\nb\"";
    const { create, get, read, text, mode, world, logged } = await startSetup({ env });
    const back = await create("?address=https://desk.acme.example");
    expect(back.origin + back.pathname).toBe("http://127.0.0.1:1/setup/github/created");
    const { status, refresh, text: page } = await get(back.pathname + back.search);
    expect([status, refresh, world.written]).toEqual([200, "4; url=http://127.0.0.1:1/setup", 1]);

    const settings = read();
    expect(settings).toMatchObject({
      ...{ PORT: "1", LAST: "a\nb", FRONTDESK_GITHUB_CLIENT_ID: expect.stringMatching(/^Iv/) },
      FRONTDESK_GITHUB_PRIVATE_KEY: expect.stringMatching(/^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]*KEY-----$/),
    });
    expect(Number(settings.FRONTDESK_GITHUB_APP_ID)).toBeGreaterThan(7);
    expect(text()).toMatch(
      /^# mine\nPORT=1\nFRONTDESK_GITHUB_APP_ID=\d+\nFRONTDESK_WEBHOOK_SECRET=\w+\n\nLAST="a\nb"\n/,
    );
    expect(mode()).toBe(0o600);
    const { FRONTDESK_GITHUB_PRIVATE_KEY: key = "", FRONTDESK_GITHUB_CLIENT_SECRET: secret = "" } = settings;
    for (const one of [key.slice(100, 140), secret]) {
      expect(one).toHaveLength(40);
      expect(page + logged.join("")).not.toContain(one);
    }
  });

  test("the steps say how far one has come, by what GitHub and Gemini answer", async () => {
    const { create, get, github, pass, post } = await startSetup();
    const steps = async () => {
      pass(HOUR);
      const { body } = await get("/v1/setup");
      return body.steps.map(({ name, state }: { name: string; state: string }) => `${name}: ${state}`).slice(0, 4);
    };
    expect(await steps()).toEqual(["Gemini: now", "GitHub App: next", "Install it: next", "Webhook: next"]);
    expect((await post("/v1/setup/gemini-key", { key: "a-good-key-of-gemini" })).status).toBe(204);
    expect(await steps()).toEqual(["Gemini: done", "GitHub App: now", "Install it: next", "Webhook: next"]);
    const back = await create();
    await get(back.pathname + back.search);
    expect(await steps()).toEqual(["Gemini: done", "GitHub App: done", "Install it: now", "Webhook: next"]);
    const app = github.state.all("apps").at(-1)!;
    github.install("acme", ["acme/webapp"], app);
    expect(await steps()).toEqual(["Gemini: done", "GitHub App: done", "Install it: done", "Webhook: now"]);
    const hook = await startHookListener();
    expect((await post("/v1/setup/webhook", { address: new URL(hook.url).origin })).status).toBe(422);
    const healthy = await startHealthy();
    expect((await post("/v1/setup/webhook", { address: healthy })).status).toBe(204);
    expect(github.state.get("apps", app.id)?.hook?.url).toBe(`${healthy}/webhooks/github`);
    github.fileIssue({ repo: "acme/webapp", title: "One" });
    await github.settled();
    expect(await steps()).toEqual(["Gemini: done", "GitHub App: done", "Install it: done", "Webhook: done"]);
    const webhook = (await get("/v1/setup")).body.steps[3];
    expect([webhook.says, Number.isNaN(Date.parse(webhook.at))]).toEqual(["the last one arrived", false]);
  });

  test.each([
    ["another session", { viewer: { ...OWNER, csrf: "d".repeat(40) } }, 0, 403],
    ["nobody", { viewer: undefined }, 0, 401],
    ["somebody else", { viewer: { ...OWNER, id: "github:1" } }, 0, 403],
    ["an API key", { viewer: { ...OWNER, csrf: undefined } }, 0, 403],
    ["the same session, too late", {}, HOUR + 1, 403],
  ])("who comes back as %s is refused, and nothing is written", async (_who, change, later, status) => {
    const { create, get, read, world, pass } = await startSetup();
    const back = await create();
    Object.assign(world, change);
    pass(later);
    expect((await get(back.pathname + back.search)).status).toBe(status);
    expect(read()).toEqual({});
  });

  test("a code is good once, and a wrong one is no accident of ours", async () => {
    const { create, get, world } = await startSetup();
    const back = await create();
    expect((await get(back.pathname + back.search)).status).toBe(200);
    expect((await get(back.pathname + back.search)).status).toBe(422);
    back.searchParams.set("code", "../../app");
    expect((await get(back.pathname + back.search)).status).toBe(422);
    expect(world.written).toBe(1);
  });

  test("a code is not used up where .env can't be written", async () => {
    const { create, get, read, file } = await startSetup();
    const back = await create();
    rmSync(dirname(file), { recursive: true });
    const refused = await get(back.pathname + back.search);
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringContaining("can't be written (ENOENT)")]);
    mkdirSync(dirname(file));
    expect((await get(back.pathname + back.search)).status).toBe(200);
    expect(read()).toHaveProperty("FRONTDESK_GITHUB_APP_ID");
  });

  test("it can belong to an organisation, and only to one that can be", async () => {
    const { get, github } = await startSetup();
    const { body } = await get("/v1/setup?organisation=acme&address=https://desk.acme.example/");
    expect(body.action).toMatch(`${github.url}/organizations/acme/settings/apps/new?state=`);
    expect(body.manifest).toMatchObject({
      hook_attributes: { url: "https://desk.acme.example/webhooks/github", active: true },
      default_permissions: { issues: "write", contents: "read", metadata: "read" },
      public: false,
    });
    expect(body.tunnel).toBe("cloudflared tunnel --url http://127.0.0.1:4101");
    expect((await get("/v1/setup")).body.manifest.hook_attributes.active).toBe(false);
    for (const [query, wrong] of [
      ["organisation=a/../b", { organisation: 'No organisation on GitHub is called "a/../b".' }],
      ["address=ftp://a.test", { address: expect.stringMatching(/^"ftp:\/\/a.test" is no address that GitHub can/) }],
      ["address=http://a.test", { address: expect.stringContaining("no address") }],
      ["address=https://a.test/x", { address: expect.stringContaining("without a path") }],
      ["organisation=-&address=a", { organisation: expect.any(String), address: expect.any(String) }],
    ] as const) {
      const { status, body } = await get(`/v1/setup?${query}`);
      expect([status, body.wrong]).toEqual([200, wrong]);
      expect(body).not.toHaveProperty("action");
      expect(body).not.toHaveProperty("manifest");
    }
  });
});

test("a key that Gemini does not take is not written", async () => {
  const { gemini, post, read } = await startSetup();
  await gemini.close();
  const { status, body } = await post("/v1/setup/gemini-key", { key: "some-key-of-gemini" });
  expect([status, body.detail, read()]).toEqual([422, "Gemini can't be reached from here", {}]);
  for (const key of ["two words here", "line\\nEVIL=1", 'quoted"key"']) {
    expect((await post("/v1/setup/gemini-key", { key })).body.detail).toContain("no key of the Gemini API");
  }
});

async function startHealthy(): Promise<string> {
  const server = await serve((_request, response) => response.end("{}"), { port: 0, log: silentLog });
  onTestFinished(() => server.close());
  return server.url;
}
