import type { Budget } from "@frontdesk/shared/domain/budget";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { newKind, oneMore, taken } from "./builders.ts";

export function testValueWatch(values: () => SharedValues): void {
  /** What a watch gives, until the test ends. */
  async function watching(kind: Kind<Budget>, key: string) {
    const seen: number[] = [];
    const stop = await values().watch(kind, key, (budget) => void seen.push(budget.takenMicros));
    onTestFinished(stop);
    return { seen, stop };
  }

  test("gives each value that is stored under the key, by put and by update", async () => {
    const kind = newKind();
    const { seen } = await watching(kind, "today");
    await values().put(kind, "today", taken(5));
    await eventually(() => expect(seen.at(-1)).toBe(5));
    await values().update(kind, "today", oneMore);
    await eventually(() => expect(seen.at(-1)).toBe(6));
  });

  test("gives nothing of what was stored before it began, under other keys, or in other kinds", async () => {
    const [kind, other] = [newKind(), newKind()];
    await values().put(kind, "today", taken(1));
    const { seen } = await watching(kind, "today");
    await values().put(kind, "tomorrow", taken(2));
    await values().put(other, "today", taken(3));
    await values().put(kind, "today", taken(4));

    await eventually(() => expect(seen.at(-1)).toBe(4));
    expect(seen).toEqual([4]);
  });

  test("gives nothing for an update that leaves the value as it is", async () => {
    const kind = newKind();
    const { seen } = await watching(kind, "today");
    await values().put(kind, "today", taken(1));
    await values().update(kind, "today", () => undefined);
    await values().put(kind, "today", taken(2));

    await eventually(() => expect(seen.at(-1)).toBe(2));
    expect(new Set(seen)).toEqual(new Set([1, 2]));
  });

  test("never leaves out the newest, however quickly they follow each other", async () => {
    const kind = newKind();
    const { seen } = await watching(kind, "today");
    await Promise.all(Array.from({ length: 40 }, () => values().update(kind, "today", oneMore)));
    await eventually(() => expect(seen.at(-1)).toBe(40));
  });

  test("gives the watcher a value of its own: changing it changes nothing stored", async () => {
    const kind = newKind();
    const stop = await values().watch(kind, "today", (budget) => {
      budget.takenMicros = 99;
    });
    onTestFinished(stop);
    const { seen } = await watching(kind, "today");
    await values().put(kind, "today", taken(1));

    await eventually(() => expect(seen).toEqual([1]));
    expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
  });

  test("ends when the returned function is called", async () => {
    const kind = newKind();
    const [ended, going] = [await watching(kind, "today"), await watching(kind, "today")];
    ended.stop();
    await values().put(kind, "today", taken(1));

    await eventually(() => expect(going.seen).toEqual([1]));
    expect(ended.seen).toEqual([]);
  });

  test("is never called after the returned function was, whatever is on its way", async () => {
    const kind = newKind();
    const seen: number[] = [];
    const stops: (() => void)[] = [];
    const stopAll = () => {
      for (const stop of stops) stop();
    };
    onTestFinished(stopAll);
    const watchAndStopAll = () =>
      values().watch(kind, "today", ({ takenMicros }) => {
        seen.push(takenMicros);
        stopAll();
      });
    stops.push(await watchAndStopAll(), await watchAndStopAll());
    const going = await watching(kind, "today");
    await values().put(kind, "today", taken(1));
    await values().put(kind, "today", taken(2));

    await eventually(() => expect(going.seen.at(-1)).toBe(2));
    await eventually(() => expect(seen).toHaveLength(1));
  });
}
