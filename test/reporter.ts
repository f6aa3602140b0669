import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

declare module "vitest" {
  interface TaskMeta {
    /** What a test that is left out would need. Tests that find out as they run say it by `context.skip`. */
    missing?: string;
  }
}

type Thrown = readonly { message: string }[];

/**
 * Ends a run with lines that other programs can read, and people who see no more than its end: `failed: what: why` for
 * each failure, `skipped N: why` for each reason, then `N passed, N failed, N skipped`.
 */
export default function createCountReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const failures = [
        ...unhandledErrors.map((error) => failed("outside of any test", [error])),
        ...modules.flatMap(brokenSuites),
        ...tests.filter(is("failed")).map((test) => failed(whereOf(test), test.result().errors)),
      ];
      const passed = tests.filter(is("passed")).length;
      const skipped = tests.filter(is("skipped"));
      for (const line of failures) process.stdout.write(`${line}\n`);
      for (const [why, times] of countsOf(skipped.map(whySkipped))) process.stdout.write(`skipped ${times}: ${why}\n`);
      process.stdout.write(`${passed} passed, ${failures.length} failed, ${skipped.length} skipped\n`);
    },
  };
}

type State = "passed" | "failed" | "skipped";

/** What is still "pending" at the end of a run is a test that never started. */
const is = (wanted: State) => (test: TestCase) => {
  const { state } = test.result();
  return (state === "pending" ? "skipped" : state) === wanted;
};

/** A file that fails to load or a beforeAll that throws fails no test, only hides some: each counts as one failure. */
function brokenSuites(module: TestModule): string[] {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites
    .filter((suite) => suite.errors().length > 0)
    .map((suite) => failed(suite.type === "module" ? suite.relativeModuleId : whereOf(suite), suite.errors()));
}

const whereOf = (test: TestCase | TestSuite): string => `${test.module.relativeModuleId} > ${test.fullName}`;

function failed(where: string, errors: Thrown = []): string {
  return `failed: ${where}: ${errors[0]?.message.split("\n", 1)[0] ?? "no reason given"}`;
}

function whySkipped(test: TestCase): string {
  const result = test.result();
  return ("note" in result && result.note) || test.meta().missing || "no reason given";
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
