import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, IMAGES } from "@frontdesk/infra/build/bundles";
import { exampleSettings, imageOf, STARTABLE, startOnce } from "@frontdesk/infra/build/start-once";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "frontdesk-bundles-"));
const caches = join(folder, "caches");

beforeAll(async () => {
  await Promise.all(IMAGES.map((image) => bundle(image, join(folder, image))));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(STARTABLE)("%s starts with nothing around it but Node, and stops when it is told to", async (role) => {
  const file = join(folder, imageOf(role), "main.mjs");
  expect(readdirSync(join(folder, imageOf(role))).filter((name) => name !== "console")).toEqual(["main.mjs"]);
  await startOnce([file], { env: exampleSettings(role), cwd: folder });
});

test("on Cloud Run a bundle writes its log as Google reads it", async () => {
  const env = { ...exampleSettings("ingest"), K_SERVICE: "ingest" };
  const { lines } = await startOnce([join(folder, "ingest", "main.mjs")], { env });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    ...{ severity: "INFO", message: "listening", "logging.googleapis.com/labels": { service: "ingest" } },
    metadata: { url: expect.stringContaining("http://") },
  });
});

test("what a start compiles is kept, for others to read", async () => {
  const warm = fileURLToPath(import.meta.resolve("@frontdesk/infra/build/warm"));
  execFileSync(process.execPath, [warm, join(folder, "ingest", "main.mjs"), caches], { env: { IMAGE: "ingest" } });
  const kept = globSync("*/*", { cwd: caches }).map((file) => statSync(join(caches, file)));
  expect(kept.map(({ mode, size }) => [mode & 0o777, size > 1_000_000])).toEqual([[0o644, true]]);
});

test("a bundle that lacks a setting says which, and ends", async () => {
  const { FRONTDESK_WEBHOOK_SECRET: _, ...env } = exampleSettings("ingest");
  await expect(startOnce([join(folder, "ingest", "main.mjs")], { env })).rejects.toThrow("FRONTDESK_WEBHOOK_SECRET");
});
