import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setViewer } from "@frontdesk/approval/web/viewer";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { readWithEnvFile } from "@frontdesk/shared/settings/env-file";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { readStandaloneConfig } from "@frontdesk/standalone/standalone-config";
import { type ReadSettings, setupFor } from "@frontdesk/standalone/start-setup";
import { expect, onTestFinished, test, vi } from "vitest";
import { eventually } from "../eventually.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { OWNER } from "./setup-world.ts";

/** Setting up as `pnpm start` does it, on this .env file. */
async function startSettingUp(env: string) {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const envFile = join(folder, ".env");
  writeFileSync(envFile, `${env}FRONTDESK_GEMINI_URL=${gemini.url}\n`);
  const afterCheck = vi.fn();
  const read: ReadSettings = (written) => {
    const settings = readWithEnvFile(readStandaloneConfig, { file: envFile, surroundings: {}, written });
    if (Object.keys(written ?? {}).length > 0) afterCheck();
    return settings;
  };
  const onWritten = vi.fn();
  const error = vi.fn();
  const log = { ...silentLog, error };
  const setup = setupFor(read, { url: "http://127.0.0.1:1", envFile }, { onWritten, log, now: () => new Date() });
  const app = createApp(
    [
      (request, _response, next) => {
        setViewer(request, { ...OWNER, permission: async () => "admin", stillSignedIn: async () => true });
        next();
      },
      setup,
    ],
    { log: silentLog },
  );
  const server = await serve(app, { port: 0, log: silentLog });
  onTestFinished(() => server.close());
  const sendKey = async () => {
    const answer = await fetch(`${server.url}/v1/setup/gemini-key`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: "a-good-key-of-gemini" }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return { envFile, read, sendKey, onWritten, error, afterCheck };
}

test("what Frontdesk could not start with is not written, and the answer says why", async () => {
  const it = await startSettingUp("GOOGLE_CLOUD_PROJECT=acme-desk\nFRONTDESK_VERTEX_LOCATION=global\n");
  const before = readFileSync(it.envFile, "utf8");
  const { status, text } = await it.sendKey();
  expect([status, JSON.parse(text).detail]).toEqual([
    422,
    expect.stringContaining("FRONTDESK_GEMINI_API_KEY and FRONTDESK_VERTEX_LOCATION are both set"),
  ]);
  expect(readFileSync(it.envFile, "utf8")).toBe(before);
  expect(() => it.read()).not.toThrow();
  expect([it.onWritten.mock.calls, it.error.mock.calls]).toEqual([[], []]);
});

test("a .env that somebody broke meanwhile ends nothing that runs", async () => {
  const it = await startSettingUp("");
  it.afterCheck.mockImplementation(() => writeFileSync(it.envFile, "FRONTDESK_WEBHOOK_PORT=x\n"));
  expect((await it.sendKey()).status).toBe(204);
  await eventually(() =>
    expect(it.error).toHaveBeenCalledWith("the new settings can't be taken up", expect.anything()),
  );
  expect(it.onWritten).not.toHaveBeenCalled();
});
