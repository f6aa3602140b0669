import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onModel } from "./c01-worlds.ts";
import { crashEverywhere } from "./crash-everywhere.ts";
import type { FakeCodeHost } from "./fake-code-host.ts";

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

  const FAULTS: { [name: string]: (github: FakeCodeHost) => void } = {
    "loses its answer": ({ faults }) => faults.push("lost answer"),
    "answers 500, and has made nothing": ({ faults }) => faults.push("failed"),
    "loses its answer and shows the comment late": (github) => {
      github.faults.push("lost answer");
      github.lagBehind(2);
    },
    "shows the comment after the last look": (github) => {
      github.faults.push("lost answer");
      github.lagBehind(4);
    },
    "turns down our token": ({ faults }) => faults.push("bad token"),
    "has had enough of us": ({ faults }) => faults.push({ limit: new Date("2026-11-20T08:05:00Z") }),
    "fails in every way, one after the other": ({ faults }) => faults.push("bad token", "failed", "lost answer"),
  };

  test.each(Object.keys(FAULTS))("C01: the promises hold when GitHub %s, too", async (fault) => {
    const model = onModel();
    const open = async () => {
      const world = await model.open();
      FAULTS[fault]?.(world.github);
      return world;
    };
    expect(await crashEverywhere({ ...model, open })).toBeGreaterThan(30);
  });
});
