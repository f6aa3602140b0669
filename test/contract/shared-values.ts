import { takeSlice } from "@frontdesk/shared/domain/budget";
import { modelCallSchema } from "@frontdesk/shared/domain/model-call";
import { describe, expect, test, vi } from "vitest";
import { modelCall, newKind, oneMore, taken } from "./builders.ts";
import { testTimes } from "./shared-values-times.ts";
import { testValueWatch } from "./shared-values-watch.ts";
import { type OpenBackend, openForAll } from "./test-backend.ts";

/** Every sentence of the contract in `ports/shared-values.ts` that needs no failure. */
export function describeSharedValues(name: string, open: OpenBackend): void {
  describe(`${name}: shared values`, () => {
    const backend = openForAll(() => open());
    const values = () => backend().values;

    test("get gives undefined where there is no value", async () => {
      expect(await values().get(newKind(), "today")).toBeUndefined();
    });

    test("put stores the value whatever was there: the last one wins", async () => {
      const kind = newKind();
      await values().put(kind, "today", taken(1));
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
      await values().put(kind, "today", taken(2));
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 2 });
    });

    test("a value comes back as its schema has it, times as times", async () => {
      const kind = { name: newKind().name, schema: modelCallSchema };
      const call = modelCall({ response: "日本語 🐛" });
      await values().put(kind, "last", { value: call });
      expect(await values().get(kind, "last")).toEqual(call);
    });

    test("each kind is a collection of its own, and so is each key in it a value", async () => {
      const [kind, other] = [newKind(), newKind()];
      await values().put(kind, "today", taken(1));
      await values().put(other, "today", taken(2));
      await values().put(kind, "acme/webapp: ä. 100%", taken(3));

      expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
      expect(await values().get(other, "today")).toEqual({ takenMicros: 2 });
      expect(await values().get(kind, "acme/webapp: ä. 100%")).toEqual({ takenMicros: 3 });
    });

    test("delete takes the value away, and is content where there is none", async () => {
      const [kind, other] = [newKind(), newKind()];
      await values().put(kind, "today", taken(1));
      await values().put(other, "today", taken(2));
      await values().delete(kind, "today");
      await values().delete(kind, "never");

      expect(await values().get(kind, "today")).toBeUndefined();
      expect(await values().get(other, "today")).toEqual({ takenMicros: 2 });
    });

    test("update asks what is to become of the value, stores that, and resolves with it", async () => {
      const kind = newKind();
      const next = vi.fn(oneMore);
      expect(await values().update(kind, "today", next)).toEqual({ stored: true, value: { takenMicros: 1 } });
      expect(await values().update(kind, "today", next)).toEqual({ stored: true, value: { takenMicros: 2 } });
      expect(next.mock.calls).toEqual([[undefined], [{ takenMicros: 1 }]]);
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 2 });
    });

    test("update leaves the value as it is for undefined, and resolves with it", async () => {
      const kind = newKind();
      const leave = () => undefined;
      expect(await values().update(kind, "today", leave)).toEqual({ stored: false, value: undefined });

      await values().put(kind, "today", taken(7));
      expect(await values().update(kind, "today", leave)).toEqual({ stored: false, value: { takenMicros: 7 } });
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 7 });
    });

    test("update after delete begins anew", async () => {
      const kind = newKind();
      await values().put(kind, "today", taken(7));
      await values().delete(kind, "today");
      expect(await values().update(kind, "today", oneMore)).toEqual({ stored: true, value: { takenMicros: 1 } });
    });

    test("update rejects with what next throws, and stores nothing", async () => {
      const kind = newKind();
      const bug = new TypeError("undefined is no budget");
      const throws = () => {
        throw bug;
      };
      await expect(values().update(kind, "today", throws)).rejects.toBe(bug);
      expect(await values().get(kind, "today")).toBeUndefined();
    });

    test("of 50 concurrent updates of one value none is lost, the first of all included", async () => {
      const kind = newKind();
      const updates = Array.from({ length: 50 }, () => values().update(kind, "today", oneMore));
      const results = await Promise.all(updates);

      expect(await values().get(kind, "today")).toEqual({ takenMicros: 50 });
      const reached = results.map(({ value }) => value?.takenMicros ?? 0).toSorted((one, other) => one - other);
      expect(reached).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    });

    test("C37: 200 concurrent slices of a budget never pass the cap, and use it up", async () => {
      const kind = newKind();
      const [slice, cap] = [30_000, 1_000_000];
      const slices = Array.from({ length: 200 }, () =>
        values().update(kind, "2026-03-02", (budget) => {
          const value = takeSlice(budget, slice, cap);
          return value && { value };
        }),
      );
      const results = await Promise.all(slices);

      const granted = results.filter(({ stored }) => stored).length;
      expect(granted).toBe(Math.floor(cap / slice));
      expect(await values().get(kind, "2026-03-02")).toEqual({ takenMicros: granted * slice });
      expect(Math.max(...results.map(({ value }) => value?.takenMicros ?? 0))).toBeLessThanOrEqual(cap);
    });

    test("values given out are the caller's: changing one changes nothing stored", async () => {
      const kind = newKind();
      const entry = taken(1);
      await values().put(kind, "today", entry);
      const { value } = await values().update(kind, "today", () => undefined);
      for (const given of [entry.value, value, await values().get(kind, "today")]) {
        if (given) given.takenMicros = 99;
      }
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
    });

    describe("with times", () => testTimes(open));
    describe("watch", () => testValueWatch(values));
  });
}
