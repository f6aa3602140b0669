import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";
import { expectStopped, placesIn, signIn, startFor, temporaryFolder } from "./first-minutes-world.ts";

const REPO = "acme/webapp";

test("pnpm start with nothing leads through setting up, and works as soon as it is set up, without a restart by hand", async () => {
  const folder = temporaryFolder();
  const github = await startGitHub();
  onTestFinished(() => github.close());
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  writeFileSync(join(folder, ".env"), `# mine\nFRONTDESK_GEMINI_URL=${gemini.url}\n`);

  const child = await startFor(folder, { FRONTDESK_GITHUB_URL: github.apiUrl });
  expect(child.lines).toContain("  ▲ Frontdesk is not set up yet");
  expect(child.lines.join("\n")).toContain("- FRONTDESK_GEMINI_API_KEY: a key of the Gemini API");
  const link = child.where["Set up"] ?? "";
  const { origin } = new URL(link);
  const owner = await signIn(link);
  expect(owner.to).toBe("/setup");
  expect((await owner.get("/setup")).status).toBe(200);

  expect((await owner.post("/v1/setup/gemini-key", { key: "a-good-key-of-gemini" })).status).toBe(204);
  const running = () => child.lines.filter((line) => line.includes("Set up  ")).length;
  await eventually(() => expect(running()).toBe(2));
  // On port 0 each start has another address; sessions outlive it, as the keys are kept.
  const second = placesIn(child)["Set up"] ?? "";
  expect(new URL(second).origin).not.toBe(origin);
  const desk = await signIn(second);
  const { manifest, action, steps } = await desk.json("/v1/setup");
  expect(steps[0]).toMatchObject({ name: "Gemini", state: "done" });
  const form = new URLSearchParams({ manifest: JSON.stringify(manifest), create: "yes" });
  const created = await fetch(action, { method: "POST", body: form, redirect: "manual" });
  const back = new URL(created.headers.get("location") ?? "");
  expect((await desk.get(back.pathname + back.search)).status).toBe(200);
  await child.line("  ▲ Frontdesk is running");

  const text = readFileSync(join(folder, ".env"), "utf8");
  expect(text.startsWith(`# mine\nFRONTDESK_GEMINI_URL=${gemini.url}\n`)).toBe(true);
  expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "data/keys.json")).mode & 0o777).toBe(0o600);
  const { FRONTDESK_GITHUB_APP_ID: id, FRONTDESK_GITHUB_CLIENT_SECRET: secret = "?" } = parseEnv(text);
  expect(child.lines.join("\n")).not.toContain(secret);

  await child.line("    Webhook");
  const app = github.state.get("apps", Number(id))!;
  await eventually(() => expect(placesIn(child).Webhook).toMatch(/^http/));
  github.state.put("apps", { ...app, hook: { url: placesIn(child).Webhook ?? "", contentType: "json" } });
  github.install("acme", [REPO], app);
  github.fileIssue({ repo: REPO, title: "Where is the log?", body: "It crashed, and I can't find one." });
  const worker = await signIn(placesIn(child).Console ?? "");
  const drafted = { state: "awaiting_approval", title: "Where is the log?" };
  await eventually(async () => expect((await worker.json("/v1/tasks")).tasks).toMatchObject([drafted]), { every: 100 });
  const why = `Frontdesk runs already, at ${new URL(placesIn(child).Console ?? "").origin}: it has `;
  await expect(startFor(folder, {})).rejects.toThrow(why);
  child.send("SIGTERM");
  expectStopped(await child.ended);
});

test("pnpm start keeps its ports: one that is taken is said, and how to choose another", async () => {
  const taken = await serve((_request, response) => response.end(), { port: 0, log: silentLog });
  onTestFinished(() => taken.close());
  const starting = startFor(temporaryFolder(), { FRONTDESK_CONSOLE_PORT: String(taken.port) });
  await expect(starting).rejects.toThrow(
    `ended (1) without "    Stop":\n\nCan't listen on port ${taken.port} of 127.0.0.1: another process has it. ` +
      "Stop that one, or choose another port. FRONTDESK_WEBHOOK_PORT and FRONTDESK_CONSOLE_PORT set them.",
  );
});

test("a second pnpm start in a folder says where the first one is, and nothing else", async () => {
  const folder = temporaryFolder();
  const { where } = await startFor(folder, {});
  const { origin } = new URL(where["Set up"] ?? "");
  const why = `ended (1) without "    Stop":\n\nFrontdesk runs already, at ${origin}: it has `;
  await expect(startFor(folder, {})).rejects.toThrow(why);
});
