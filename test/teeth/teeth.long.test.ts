import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEmulators, findJava } from "../emulators/find-emulators.ts";
import { NO_EMULATORS } from "../emulators/on-emulators.ts";
import { PLANTED_BUGS, type PlantedBug } from "./planted-bugs.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const hasEmulators = findEmulators().firestore !== undefined && findJava() !== undefined;
const FAILED = /^ *Tests +[1-9]\d* failed/m;

const { fast = [], emulators = [] } = Object.groupBy(PLANTED_BUGS, ({ project = "fast" }) => project);

/**
 * Plants one bug at a time in a copy of the project. The suites that guard against it must go red, or they guard nothing.
 * That they are green without one is what `pnpm test` says.
 */
describe("the suites see planted bugs", () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), "frontdesk-teeth-"));
    await cp(ROOT, copy, { recursive: true, verbatimSymlinks: true, filter: isWanted });
    await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test.each(fast)("$name", expectSeen);
  test.runIf(hasEmulators).each(emulators)("$name", { meta: { missing: NO_EMULATORS } }, expectSeen);

  async function expectSeen({ file, instead, write, suites, project }: PlantedBug) {
    const path = join(copy, file);
    const sound = await readFile(path, "utf8");
    expect(sound.split(instead), `"${instead}" must stand in ${file} once`).toHaveLength(2);
    await writeFile(
      path,
      sound.replace(instead, () => write),
    );
    try {
      let { code, output } = await run(suites, project, ["--bail", "1"]);
      expect(code, output).toBe(1);
      // Bailing out at times loses the failure that it bails out for: then everything is run.
      if (!FAILED.test(output)) ({ code, output } = await run(suites, project));
      // Red because a test failed, not because nothing could be run.
      expect(output).toMatch(FAILED);
    } finally {
      await writeFile(path, sound);
    }
  }

  async function run(
    suites: string[],
    project = "fast",
    more: string[] = [],
  ): Promise<{ code: number; output: string }> {
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--project", project, ...more, ...suites];
    const child = spawn(process.execPath, args, { cwd: copy, env: { ...process.env, NO_COLOR: "1" } });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, "close");
    return { code, output };
  }
});

/** The root's own packages are linked; those of the workspace are copied, so that they link to the copy. */
function isWanted(path: string): boolean {
  const name = basename(path);
  return ![".git", ".build", ".frontdesk"].includes(name) && path !== join(ROOT, "node_modules");
}
