import { defineConfig } from "vitest/config";

const sources = ["shared/src", "services/*/src", "test"];

export default defineConfig({
  test: {
    reporters: ["default", "./test/reporter.ts"],
    projects: [
      {
        test: {
          name: "fast",
          include: sources.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ["**/node_modules/**", "**/*.long.test.ts", "**/*.emulators.test.ts"],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: "emulators",
          include: sources.map((folder) => `${folder}/**/*.emulators.test.ts`),
          exclude: ["**/node_modules/**"],
          // Only a run that has such a file to run starts them.
          globalSetup: "test/emulators/once-per-run.ts",
          // Google's clients put these above what they are told; tests are given the hosts, and lines to them that break.
          env: { FIRESTORE_EMULATOR_HOST: "", PUBSUB_EMULATOR_HOST: "" },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "long",
          include: sources.map((folder) => `${folder}/**/*.long.test.ts`),
          // Some of these measure: one at a time.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
