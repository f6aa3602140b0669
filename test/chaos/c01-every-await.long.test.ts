import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FAULTS, onModel, onSqlite, withFault } from "./c01-worlds.ts";
import { callsIn, crashEverywhere } from "./crash-everywhere.ts";

describe("C01: the process dies before and after every await of every step, twice or on a real file", () => {
  // A process that died never clears its timers.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test("C01: the promises hold when only the worker dies, and the next one dies too", async () => {
    const lives = await crashEverywhere(onModel(), 2);
    expect(lives).toBeGreaterThan(1_000);
  });

  test("C01: the promises hold on the embedded backend, opened again after each death", async () => {
    expect(await crashEverywhere(onSqlite())).toBeGreaterThan(30);
  });

  // All of them, on the model: c01-every-await.test.ts. A file has nothing to do with GitHub's faults but how long they take.
  test.each(FAULTS.filter(([does]) => does.includes("late") || does.includes("every way")))(
    "C01: the promises hold on the embedded backend when it dies posting and GitHub %s",
    async (_, fault) => {
      const calls = await callsIn(onSqlite());
      const posting = calls.lastIndexOf("bus.publish", calls.indexOf("github.findComment"));
      expect(posting).toBeGreaterThan(10);
      expect(await crashEverywhere(withFault(onSqlite(), fault), 1, posting)).toBeGreaterThan(20);
    },
  );
});
