import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startChild } from "../durability/child.ts";
import { startDev, startFor, temporaryFolder } from "./first-minutes-world.ts";

const STANDALONE = fileURLToPath(new URL("../../services/standalone/", import.meta.url));
const INGEST = new URL("../../services/ingest/src/main.ts", import.meta.url);
const ODD = { FRONTDESK_BUDGET_DOLLARS_A_DAY: "1" };

test("pnpm start says of a folder that it can't make only that, and touches nothing else", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "taken"), "");
  const starting = startFor(folder, { FRONTDESK_DATA: join(folder, "taken/data") });
  const file = join(folder, "taken/data/frontdesk.db");
  const why =
    /ended \(1\) without " {4}Stop":\n.*\n?(\S+) can't be written \(ENOTDIR.*\)\. Check the folder and its rights\.\n$/;
  await expect(starting).rejects.toThrow(why);
  await expect(starting).rejects.toThrow(file);
});

test("pnpm start makes no keys in a folder that another has", async () => {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  mkdirSync(data);
  mkdirSync(join(data, "frontdesk.db"));
  await expect(startFor(folder, {})).rejects.toThrow("frontdesk.db can't be written");
  expect(existsSync(join(data, "keys.json"))).toBe(false);
});

test("a .env with a name that nothing reads starts nothing; in the environment it is warned of", async () => {
  const folder = temporaryFolder();
  const wrong = { ...ODD, FRONTDESK_CONSOLE_PORT: "x" };
  await expect(startFor(folder, wrong)).rejects.toThrow(
    /\nWarning: FRONTDESK_BUDGET_DOLLARS_A_DAY is no setting.* Did you mean FRONTDESK_BUDGET_DOLLARS_PER_DAY\?\nFRONTDESK_CONSOLE_PORT is "x"/,
  );
  writeFileSync(join(folder, ".env"), "FRONTDESK_CONSOLE_PRT=4198\nFRONTDESK_KEEP_CALLS_DAYS=0\n");
  const both = /\nFRONTDESK_CONSOLE_PRT is no setting.*\nFRONTDESK_KEEP_CALLS_DAYS is "0"/;
  await expect(startFor(folder, {})).rejects.toThrow(both);
  await expect(startDev(folder)).rejects.toThrow(both);
  expect(readdirSync(folder)).toEqual([".env"]);
});

test("a service that runs apart starts in spite of it, and says so in its log", async () => {
  const settings = { FRONTDESK_DATA: temporaryFolder(), FRONTDESK_WEBHOOK_SECRET: "s".repeat(32), PORT: "0" };
  const child = startChild(INGEST, [], { ...settings, ...ODD });
  expect(await child.line('{"severity":"WARNING"')).toContain("Did you mean FRONTDESK_BUDGET_DOLLARS_PER_DAY?");
  const { url } = JSON.parse(await child.line('{"severity":"INFO","message":"listening"'));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("each command asks for the Node that package.json names, before anything else", async () => {
  const root = temporaryFolder();
  const folder = join(root, "services/standalone");
  mkdirSync(folder, { recursive: true });
  const commands = readdirSync(STANDALONE).filter((name) => name.endsWith(".mjs"));
  for (const name of commands) cpSync(join(STANDALONE, name), join(folder, name));
  const least = (node: string) => writeFileSync(join(root, "package.json"), JSON.stringify({ engines: { node } }));
  const run = (name: string) => promisify(execFile)(process.execPath, [join(folder, name)]);
  expect(commands.toSorted()).toEqual(["dev.mjs", "frontdesk.mjs", "node-guard.mjs", "start.mjs"]);
  least(`>=${process.versions.node.split(".")[0]}.1000`);
  for (const name of commands) {
    const needed = /^Node \d+\.1000 or later is needed \(this is v\d/;
    await expect(run(name)).rejects.toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(needed) });
  }
  least(">=24.2");
  expect(await run("node-guard.mjs")).toMatchObject({ stdout: "", stderr: "" });
});
