import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, globSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, IMAGES } from "@frontdesk/infra/build/bundles";
import { exampleSettings, imageOf, STARTABLE, startOnce } from "@frontdesk/infra/build/start-once";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "frontdesk-bundles-"));

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

describe("what a start compiles is kept", () => {
  const NONROOT = 65_532;
  const main = join(folder, "ingest", "main.mjs");
  const warm = (uid: number, cache: string) => {
    const script = fileURLToPath(import.meta.resolve("@frontdesk/infra/build/warm"));
    execFileSync(process.execPath, [script, main, cache, String(uid)], { env: { IMAGE: "ingest" } });
  };
  const startIn = (cache: string, uid: number) =>
    startOnce([main], { env: { ...exampleSettings("ingest"), NODE_DEBUG_NATIVE: "COMPILE_CACHE" }, cache, uid });

  test("for others to read, and it is taken at the next start", async () => {
    const cache = join(folder, "own");
    const uid = process.getuid?.() ?? 0;
    warm(uid, cache);
    const kept = globSync("*/*", { cwd: cache }).map((file) => statSync(join(cache, file)));
    expect(kept.map(({ mode, size }) => [mode & 0o777, size > 1_000_000])).toEqual([[0o644, true]]);
    expect((await startIn(cache, uid)).said).toContain("main.mjs was accepted");
  });

  test("for the user as whom an image runs, who can't change it", async (context) => {
    const isReachable = process.getuid?.() === 0 && spawnSync(process.execPath, ["-v"], { uid: NONROOT }).status === 0;
    if (!isReachable) context.skip("only root, with a Node that everybody may run, can be somebody else");
    const cache = join(folder, "nonroot");
    chmodSync(folder, 0o755);
    warm(NONROOT, cache);
    const owners = globSync("**", { cwd: cache }).map((name) => statSync(join(cache, name)).uid);
    expect(new Set(owners)).toEqual(new Set([0]));
    expect((await startIn(cache, NONROOT)).said).toContain("main.mjs was accepted");
  });
});

test("a bundle that lacks a setting says which, and ends", async () => {
  const { FRONTDESK_WEBHOOK_SECRET: _, ...env } = exampleSettings("ingest");
  await expect(startOnce([join(folder, "ingest", "main.mjs")], { env })).rejects.toThrow("FRONTDESK_WEBHOOK_SECRET");
});
