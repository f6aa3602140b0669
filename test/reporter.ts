import type { Reporter, TestModule, TestSuite } from "vitest/node";

/** Ends a run with one line that other programs can read: `N passed, N failed, N skipped`. */
export default function createCountReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
      for (const module of modules) {
        count.failed += brokenSuites(module);
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          // "pending" at the end of a run is a test that never started.
          count[state === "pending" ? "skipped" : state] += 1;
        }
      }
      process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
    },
  };
}

/** A file that fails to load or a beforeAll that throws fails no test, only hides some: each counts as one failure. */
function brokenSuites(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}
