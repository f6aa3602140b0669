import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FAULTS, onModel, withFault } from "./c01-worlds.ts";
import { crashEverywhere } from "./crash-everywhere.ts";

describe("C01: the process dies before and after every await of every step", () => {
  // A process that died never clears its timers.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test("C01: the promises hold when only the worker dies", async () => {
    const lives = await crashEverywhere(onModel());
    expect(lives).toBeGreaterThan(30);
  });

  test("C01: the promises hold when the hints die with the process", async () => {
    const model = onModel();
    const { live, ...rest } = model;
    const forgetful: typeof model = {
      ...rest,
      async live(world, process) {
        world.hints.length = 0;
        await live(world, process);
      },
    };
    expect(await crashEverywhere(forgetful)).toBeGreaterThan(30);
  });

  test.each(FAULTS)("C01: the promises hold when GitHub %s, too", async (_, fault) => {
    expect(await crashEverywhere(withFault(onModel(), fault))).toBeGreaterThan(30);
  });
});
