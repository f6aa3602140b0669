import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import WaitingFirst from "./test/waiting-first.ts";

// Threads and processes that tests start read our sources as they are: what they compile is kept for the next one.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/frontdesk");

/** What a file's name says about when and where its tests run. */
const LONG = "**/*.long.*test.ts";
const ON_EMULATORS = "**/*.emulators.test.ts";

const sources = ["shared/src", "services/*/src", "infra/src", "test"];
const named = (pattern: string) => sources.map((folder) => `${folder}/**/${pattern}`);
const exclude = (...patterns: string[]) => ["**/node_modules/**", ...patterns];
/** Bounds are only there to end what hangs: what takes 37 s alone was not done in 60 s beside four busy loops. */
const within = (milliseconds: number) => ({
  testTimeout: milliseconds,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
});

const emulators = {
  // Only a run that has such a file to run starts them.
  globalSetup: "test/emulators/once-per-run.ts",
  // Google's clients put these above what they are told; tests are given the hosts, and lines to them that break.
  env: { FIRESTORE_EMULATOR_HOST: "", PUBSUB_EMULATOR_HOST: "" },
  ...within(240_000),
};

export default defineConfig({
  test: {
    reporters: ["default", "./test/reporter.ts"],
    // One more than there are cores: many of these wait, for a disk, an emulator or a clock.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: WaitingFirst },
    projects: [
      { test: { name: "fast", include: named("*.test.ts"), exclude: exclude(LONG, ON_EMULATORS), ...within(60_000) } },
      { test: { name: "emulators", include: named("*.emulators.test.ts"), exclude: exclude(LONG), ...emulators } },
      { test: { name: "long", include: named("*.long.test.ts"), exclude: exclude(), ...within(600_000) } },
      {
        test: { name: "long-emulators", include: named("*.long.emulators.test.ts"), exclude: exclude(), ...emulators },
      },
    ],
  },
});
