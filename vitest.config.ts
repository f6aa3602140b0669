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
          exclude: ["**/node_modules/**", "**/*.long.test.ts"],
          testTimeout: 20_000,
          hookTimeout: 20_000,
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
