import type { Reporter, TestModule, TestSuite } from "vitest/node";

declare module "vitest" {
  interface TaskMeta {
    /** What a test that is left out would need. Tests that find out as they run say it by `context.skip`. */
    missing?: string;
  }
}

/**
 * Ends a run with lines that other programs can read: `skipped N: why` for each reason, then
 * `N passed, N failed, N skipped`.
 */
export default function createCountReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
      const reasons = new Map<string, number>();
      for (const module of modules) {
        count.failed += brokenSuites(module);
        for (const test of module.children.allTests()) {
          const result = test.result();
          // "pending" at the end of a run is a test that never started.
          const state = result.state === "pending" ? "skipped" : result.state;
          count[state] += 1;
          if (state !== "skipped") continue;
          const why = ("note" in result && result.note) || test.meta().missing || "no reason given";
          reasons.set(why, (reasons.get(why) ?? 0) + 1);
        }
      }
      for (const [why, times] of reasons) process.stdout.write(`skipped ${times}: ${why}\n`);
      process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
    },
  };
}

/** A file that fails to load or a beforeAll that throws fails no test, only hides some: each counts as one failure. */
function brokenSuites(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}
