import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { NO_EMULATORS } from "./emulators/on-emulators.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const CHROMIUM = "no Chromium runs here";

const suiteMissing = (missing: string) => `
  test("runs", () => {});
  describe.runIf(false)("there", { meta: { missing: ${JSON.stringify(missing)} } }, () => {
    test("one", () => {});
    describe("deeper", () => test("two", () => {}));
  });
  test("finds out", (context) => context.skip("there is no C compiler: cc"));
  test.skip("says nothing", () => {});
`;
const longMissing = (missing: string) => `
echo "skipped 3: ${missing}"
echo "1 passed, 0 failed, 3 skipped"`;

test.each([
  { missing: NO_EMULATORS, found: false, verdict: "green" },
  { missing: NO_EMULATORS, found: true, verdict: "not green: skipped-although-the-emulators-are-here" },
  { missing: CHROMIUM, found: true, verdict: "green" },
])(
  "CI's last words are why tests were skipped, and how many: $missing, and emulators that are installed: $found",
  async ({ missing, found, verdict }) => {
    const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "a.test.js"), suiteMissing(missing));
    const vitest = `"${process.execPath}" "${at("../node_modules/vitest/vitest.mjs")}"`;
    const answers = {
      check: "true",
      test: `${vitest} run --root "${folder}" --globals --reporter "${at("./reporter.ts")}"`,
      "test:long": longMissing(missing),
      emulators: `echo "firestore: not installed"; exit ${found ? 0 : 1}`,
    };
    const cases = Object.entries(answers).map(([script, answer]) => `${script}) ${answer} ;;`);
    const npx = join(folder, "npx");
    writeFileSync(npx, `#!/bin/sh\ncase "$4" in\n${cases.join("\n")}\nesac\n`);
    chmodSync(npx, 0o700);

    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const child = spawn(at("../.ci/run"), { env, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const lines = (await text(child.stdout)).trimEnd().split("\n");
    expect(lines.pop()).toBe("2 passed, 0 failed, 7 skipped");
    const why = [`skipped 5: ${missing}`, "skipped 1: no reason given", "skipped 1: there is no C compiler: cc"];
    expect(lines.splice(-3).toSorted()).toEqual(why.toSorted());
    expect(lines.find((line) => line.startsWith("not green")) ?? "green").toBe(verdict);
    expect(await ended).toBe(verdict === "green" ? 0 : 1);
  },
);
