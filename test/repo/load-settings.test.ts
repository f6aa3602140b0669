import { MINUTE } from "@frontdesk/shared/domain/limits";
import { DEFAULT_SETTINGS } from "@frontdesk/shared/domain/repo-settings";
import { after } from "@frontdesk/shared/domain/time";
import { loadSettings } from "@frontdesk/shared/repo/load-settings";
import { expect, test } from "vitest";
import { createReadRepo } from "./repo-reader.ts";

const FILE = ".github/frontdesk.yml";

test("a commit's settings are asked for once, and which commit it is, every ten minutes", async () => {
  const it = await createReadRepo({ [FILE]: "reply: dry-run" });
  const load = () => loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000));
  for (let n = 0; n < 3; n++) expect(await load()).toMatchObject({ settings: { reply: "dry-run" }, commit: "0" });
  expect(it.asked).toEqual(["repository", FILE]);
  it.push({ [FILE]: "reply: automatic" });
  expect(await load()).toMatchObject({ settings: { reply: "dry-run" } });
  it.clock.now = after(it.clock.now, 10 * MINUTE);
  expect(await load()).toMatchObject({ settings: { reply: "automatic" }, commit: "1" });
});

test("asked afresh, GitHub says which commit it is; the settings of a known one are not asked for again", async () => {
  const it = await createReadRepo({ [FILE]: "reply: dry-run" });
  await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000));
  await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000), { fresh: true });
  expect(it.asked).toEqual(["repository", FILE, "repository"]);
  it.push({ [FILE]: "reply: 'off'" });
  expect(await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000), { fresh: true })).toMatchObject({
    settings: { reply: "off" },
  });
});

test("no file is the defaults, and that there is none is remembered, too", async () => {
  const it = await createReadRepo();
  for (let n = 0; n < 2; n++) {
    expect(await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000))).toEqual({
      settings: DEFAULT_SETTINGS,
      commit: "0",
    });
  }
  expect(it.asked).toEqual(["repository", FILE]);
});

test.each([
  ["reply: [", "Flow sequence"],
  ["reply: ask\nreply: ask", "Map keys must be unique"],
  ["a: &a [1]\nb: *a", "Alias resolution is disabled"],
  [`persona: "${"x".repeat(60_000)}"`, "longer than"],
  ["reply: allways", "reply"],
])("C45: %.20j is broken: the defaults hold, and it is said and logged why", async (text, why) => {
  const it = await createReadRepo({ [FILE]: text });
  const loaded = await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000));
  expect(loaded).toMatchObject({ settings: DEFAULT_SETTINGS, problem: expect.stringContaining(why) });
  expect(loaded).toMatchObject({ problem: expect.stringContaining(FILE) });
  expect(it.warnings).toEqual(["the repository's settings are broken"]);
});

test("a repository that is out of reach says so", async () => {
  const it = await createReadRepo();
  it.lose("uninstalled");
  expect(await loadSettings(it.repo, it.deps, AbortSignal.timeout(5_000))).toEqual({ gone: "uninstalled" });
});
