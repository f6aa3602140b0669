import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { atMost, type Bench, table } from "./bench.ts";
import { type Measured, runDev } from "./first-minutes/run-dev.ts";
import { spread } from "./rounds.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const WARM_ROUNDS = 3;

/**
 * What a newcomer waits for: from `npx -y pnpm@12 dev`, in a clone with nothing installed and with an empty home, until the
 * console is there and the first task is sorted; and the same again, when everything is installed and built.
 */
const bench: Bench = async (print) => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-first-minutes-"));
  try {
    const clone = cloneInto(join(folder, "frontdesk"));
    const home = join(folder, "home");
    mkdirSync(home);
    const run = (name: string) => runDev({ clone, home, data: join(folder, name) });
    const cold = await run("cold");
    const warm: Measured[] = [];
    for (let round = 0; round < WARM_ROUNDS; round++) warm.push(await run(`warm-${round}`));
    const row = (name: string, { installed, page, sorted, stopped }: Measured) =>
      [name, installed, page, sorted, stopped] as (string | number)[];
    print(
      table(
        ["seconds until", "it says where", "first page", "first task sorted", "stopped"],
        [row("cold", cold), ...warm.map((one) => row("warm", one))],
      ),
    );
    const all = (one: Measured) => Math.max(one.page, one.sorted);
    return [atMost("cold_s", all(cold), "s", 45), atMost("warm_s", spread(warm.map(all)).median, "s", 5)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export default bench;

/** The tree as it stands, what is not committed yet included, and nothing that git doesn't know of. */
function cloneInto(folder: string): string {
  execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${REPOSITORY}`, folder]);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", REPOSITORY, ...args, "-z"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
      .split("\0")
      .filter(Boolean);
  for (const path of git("ls-files", "--modified", "--others", "--exclude-standard", "--deduplicate")) {
    const from = join(REPOSITORY, path);
    if (existsSync(from)) cpSync(from, join(folder, path));
    else rmSync(join(folder, path), { force: true });
  }
  return folder;
}
