import { Unavailable } from "@frontdesk/shared/domain/errors";
import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { CodeHost } from "@frontdesk/shared/ports/code-host";
import { describe, expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import { createMortalProcess } from "./mortal-process.ts";
import { checkPromises, createPipelineWorld, livePipeline, type PipelineWorld } from "./pipeline-world.ts";

/** GitHub goes away at this call of it, and comes back by itself. */
type Outage = { at: number; lasts: number; saysUntil?: boolean };

/** The calls that it had while it was away, by the minute of the outage. */
type Seen = { minutes: number[]; began?: string };

describe("GitHub is away", () => {
  test("for half an hour, from any of its calls on: everything ends posted, and nothing is parked", async () => {
    for (let at = 0; ; at++) {
      const { world, seen, check } = await live({ at, lasts: 30 * MINUTE });
      if (seen.began === undefined) {
        expect(at).toBeGreaterThan(10);
        break;
      }
      const { task, transitions } = await check();
      expect({ at: seen.began, state: task.state }).toEqual({ at: seen.began, state: "posted" });
      expect(transitions).not.toContain("park");
      expect(transitions).not.toContain("fail");
      expect(transitions.filter((one) => one === "exhaust")).toEqual([]);
      // It is back soon after GitHub is.
      expect(world.clock.now.getTime() - START.getTime()).toBeLessThan(65 * MINUTE);
    }
  });

  test("it is asked ever more seldom, and the task says why it waits", async () => {
    const { seen, check } = await live({ at: 0, lasts: 6 * HOUR });
    const { task, history } = await check();
    expect(task.state).toBe("posted");
    const asked = (from: number, to: number) => seen.minutes.filter((at) => at >= from && at < to).length;
    // A look is two calls.
    expect(asked(0, 5) / 2).toBeGreaterThan(3);
    expect(asked(0, 60) / 2).toBeLessThan(14);
    expect(asked(180, 240) / 2).toBeLessThanOrEqual(5);
    const waited = history.filter(({ transition }) => transition === "defer");
    expect(waited[0]?.why).toBe("GitHub gave no answer");
    expect(new Set(waited.map(({ why }) => why)).size).toBe(1);
  });

  test("until a time that it names: it is left alone until then", async () => {
    const { seen, check } = await live({ at: 0, lasts: 40 * MINUTE, saysUntil: true });
    expect((await check()).task.state).toBe("posted");
    expect(seen.minutes.filter((at) => at > 0)).toEqual([]);
  });

  test("for days: a person is told, on the second one", async () => {
    const { world, check } = await live({ at: 0, lasts: 100 * 24 * HOUR });
    const { task } = await check();
    expect(task).toMatchObject({ state: "parked", why: expect.stringContaining("GitHub gave no answer") });
    const hours = (world.clock.now.getTime() - START.getTime()) / HOUR;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(26);
  });

  test("when it is back, those who waited do not all come in the same minute", async () => {
    const ends = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const { world } = await live({ at: 0, lasts: 30 * MINUTE });
        return Math.floor((world.clock.now.getTime() - START.getTime()) / MINUTE);
      }),
    );
    const busiest = Math.max(...ends.map((minute) => ends.filter((other) => other === minute).length));
    expect(busiest).toBeLessThan(20);
  });
});

const START = createPipelineWorld(newTask().source).clock.now;

/** One issue's whole life, with that outage in it. */
async function live(outage: Outage) {
  const { tasks, values } = await openModel();
  const world = createPipelineWorld(newTask().source);
  const seen: Seen = { minutes: [] };
  world.github = { ...world.github, codeHost: goingAway(world.github.codeHost, outage, world.clock, seen) };
  await livePipeline(world, { tasks, values }, createMortalProcess());
  const check = async () => {
    const task = await checkPromises(world, tasks);
    const history = await tasks.history(task.id);
    return { task, history, transitions: history.map(({ transition }) => transition) };
  };
  return { world, seen, check };
}

function goingAway(codeHost: CodeHost, outage: Outage, clock: PipelineWorld["clock"], seen: Seen): CodeHost {
  let calls = 0;
  let until: Date | undefined;
  const call = async (name: string, run: () => unknown) => {
    const isFirst = calls++ === outage.at;
    if (isFirst) {
      until = after(clock.now, outage.lasts);
      seen.began = name;
    }
    if (until === undefined || clock.now >= until) return run();
    seen.minutes.push((clock.now.getTime() - until.getTime() + outage.lasts) / MINUTE);
    if (name === "postComment") {
      // It was made, and then the line was cut. What was not made would be a person's to look for.
      await run();
      return { kind: "unknown", why: "the line was cut" };
    }
    const error = new Unavailable("GitHub gave no answer");
    throw outage.saysUntil ? Object.assign(error, { until }) : error;
  };
  return new Proxy(codeHost, {
    get(target, key) {
      const member = Reflect.get(target, key) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => call(String(key), () => member.apply(target, given));
    },
  });
}
