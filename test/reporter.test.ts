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

type Answers = { suite: string; long: string; found?: boolean };

/** What CI says where a folder of one suite is `test`, a shell's command is `test:long`, and all else is well. */
async function runCi({ suite, long, found = false }: Answers): Promise<{ lines: string[]; code: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a.test.js"), suite);
  const vitest = `"${process.execPath}" "${at("../node_modules/vitest/vitest.mjs")}"`;
  const answers = {
    check: "true",
    test: `${vitest} run --root "${folder}" --globals --reporter "${at("./reporter.ts")}"`,
    "test:long": long,
    emulators: `echo "firestore: not installed"; exit ${found ? 0 : 1}`,
  };
  const cases = Object.entries(answers).map(([script, answer]) => `${script}) ${answer} ;;`);
  const npx = join(folder, "npx");
  writeFileSync(npx, `#!/bin/sh\ncase "$4" in\n${cases.join("\n")}\nesac\n`);
  chmodSync(npx, 0o700);

  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const child = spawn(at("../.ci/run"), { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  return { lines: (await text(child.stdout)).trimEnd().split("\n"), code: await ended };
}

test.each([
  { missing: NO_EMULATORS, found: false, verdict: "green" },
  { missing: NO_EMULATORS, found: true, verdict: "not green: skipped-although-the-emulators-are-here" },
  { missing: CHROMIUM, found: true, verdict: "green" },
])(
  "CI's last words are why tests were skipped, and how many: $missing, and emulators that are installed: $found",
  async ({ missing, found, verdict }) => {
    const { lines, code } = await runCi({ suite: suiteMissing(missing), long: longMissing(missing), found });
    expect(lines.pop()).toBe("2 passed, 0 failed, 7 skipped");
    const why = [`skipped 5: ${missing}`, "skipped 1: no reason given", "skipped 1: there is no C compiler: cc"];
    expect(lines.splice(-3).toSorted()).toEqual(why.toSorted());
    expect(lines.find((line) => line.startsWith("not green")) ?? "green").toBe(verdict);
    expect(code).toBe(verdict === "green" ? 0 : 1);
  },
);

const FAILING = `
  test("runs", () => {});
  describe("of these", () => test("one", () => { throw new Error("it broke\\nthere, where nobody looked"); }));
  describe("begun badly", () => {
    beforeAll(() => { throw new Error("no ground"); });
    test("never", () => {});
  });
  test("leaves something behind", () => void Promise.reject(new Error("nobody waited")));
`;
const LONG_FAILING = `
echo "failed: b.long.test.ts > slow: too slow"
echo "3 passed, 1 failed, 0 skipped"
exit 1`;

test("CI's last words name what failed in either suite, and why in a line: whoever sees only the end knows", async () => {
  const { lines, code } = await runCi({ suite: FAILING, long: LONG_FAILING });
  expect(lines.slice(-7)).toEqual([
    "not green: test test:long",
    "failed: outside of any test: nobody waited",
    "failed: a.test.js > begun badly: no ground",
    "failed: a.test.js > of these > one: it broke",
    "failed: b.long.test.ts > slow: too slow",
    "skipped 1: no reason given",
    "5 passed, 4 failed, 1 skipped",
  ]);
  expect(code).toBe(1);
});
