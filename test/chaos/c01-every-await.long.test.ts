import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onModel, onSqlite } from "./c01-worlds.ts";
import { crashEverywhere } from "./crash-everywhere.ts";

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
});
