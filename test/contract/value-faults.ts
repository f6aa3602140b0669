import { Unavailable } from "@frontdesk/shared/domain/errors";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { MORNING, modelCall, newKind, oneMore, taken } from "./builders.ts";
import { received } from "./event-traffic.ts";
import { type FaultyBackend, type OpenBackend, openForAll } from "./test-backend.ts";

/** What the ports of shared values, model calls and events promise when the connection fails. */
export function describeValueFaults(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(`${name}: shared values, model calls and events, when the connection fails`, () => {
    const backend = openForAll(() => open());
    const values = () => backend().values;
    const calls = () => backend().calls;
    const faults = () => backend().faults;

    test("C04: an update whose answer is lost knows its own commit, and next doesn't run again", async () => {
      const kind = newKind();
      const next = vi.fn(oneMore);
      faults().loseNextAnswer();
      expect(await values().update(kind, "today", next)).toEqual({ stored: true, value: { takenMicros: 1 } });
      expect(next).toHaveBeenCalledTimes(1);
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
    });

    test("an update whose answer is lost, with another one right behind it, is applied once or twice, the other once", async () => {
      const kind = newKind();
      faults().loseNextAnswer(() => values().update(kind, "today", (budget) => taken((budget?.takenMicros ?? 0) + 10)));
      const [mine] = await Promise.allSettled([values().update(kind, "today", oneMore)]);

      if (mine.status === "rejected") expect(mine.reason).toBeInstanceOf(Unavailable);
      expect([11, 12]).toContain((await values().get(kind, "today"))?.takenMicros);
    });

    test("an update that is refused rejects with Unavailable, and stores nothing", async () => {
      const kind = newKind();
      await values().put(kind, "today", taken(7));
      faults().refuseNextWrite();
      await expect(values().update(kind, "today", oneMore)).rejects.toThrow(Unavailable);
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 7 });
    });

    test.each<[string, () => Promise<void>]>([
      ["put", () => values().put(newKind(), "today", taken(1))],
      ["delete", () => values().delete(newKind(), "today")],
      ["record", () => calls().record(modelCall())],
      ["publish", () => backend().bus.publish(received(1))],
    ])("%s that is refused rejects with Unavailable", async (_, write) => {
      faults().refuseNextWrite();
      await expect(write()).rejects.toThrow(Unavailable);
      await expect(write()).resolves.toBeUndefined();
    });

    test("put, delete and record can be done again where their answer was lost", async () => {
      const kind = newKind();
      const call = modelCall();
      for (const write of [() => values().put(kind, "today", taken(1)), () => calls().record(call)]) {
        faults().loseNextAnswer();
        await write().catch((error) => expect(error).toBeInstanceOf(Unavailable));
        await write();
      }
      expect(await values().get(kind, "today")).toEqual({ takenMicros: 1 });
      expect(await calls().list(call.taskId)).toEqual([call]);

      faults().loseNextAnswer();
      await values()
        .delete(kind, "today")
        .catch((error) => expect(error).toBeInstanceOf(Unavailable));
      await values().delete(kind, "today");
      expect(await values().get(kind, "today")).toBeUndefined();
    });

    describe("while the store can't be reached", () => {
      const kind = newKind();

      test.each<[string, () => Promise<unknown>]>([
        ["get", () => values().get(kind, "today")],
        ["update", () => values().update(kind, "today", oneMore)],
        ["put", () => values().put(kind, "today", taken(1))],
        ["delete", () => values().delete(kind, "today")],
        ["due", () => values().due(kind, MORNING, 1)],
        ["watch", () => values().watch(kind, "today", () => {})],
        ["record", () => calls().record(modelCall())],
        ["list", () => calls().list("acme.webapp.1.opened")],
        ["findFinished", () => calls().findFinished("input", "triage-3")],
        ["publish", () => backend().bus.publish(received(1))],
      ])("%s rejects with Unavailable", async (_, ask) => {
        faults().goDown();
        onTestFinished(() => faults().comeBack());
        await expect(ask()).rejects.toThrow(Unavailable);
      });
    });
  });
}
