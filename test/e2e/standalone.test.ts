import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { RETENTION } from "@frontdesk/shared/domain/retention";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { startStandalone } from "@frontdesk/standalone/standalone";
import { expect, onTestFinished, test } from "vitest";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";

/** Never asked here. */
const MODELS = readModelConfig({ FRONTDESK_GEMINI_API_KEY: "none", FRONTDESK_GEMINI_URL: "http://127.0.0.1:9" });

test("a start on a port that is taken says so, and leaves nothing behind: the next one starts on the same file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const neighbour = await serve((_request, response) => response.end(), { port: 0, log: silentLog });
  onTestFinished(() => neighbour.close());
  const start = (port: number) =>
    startStandalone(
      { file: join(folder, "frontdesk.db"), retention: RETENTION, port, webhookSecrets: ["s"], decisionKey: "k" },
      { codeHost: createFakeCodeHost().codeHost, models: MODELS, web: "https://github.com", log: silentLog },
    );

  await expect(start(neighbour.port)).rejects.toThrow(`port ${neighbour.port}`);
  const standalone = await start(0);
  expect((await fetch(`${standalone.url}/readyz`)).status).toBe(200);
  await standalone.close();
});
