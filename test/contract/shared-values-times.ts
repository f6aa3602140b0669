import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { beforeEach, expect, test, vi } from "vitest";
import { MORNING, newKind, oneMore, taken } from "./builders.ts";
import { type OpenBackend, openForAll } from "./test-backend.ts";

const NOON = after(MORNING, 180 * MINUTE);

/** `dueAt` and `expiresAt`, on a clock that stands where a test puts it. */
export function testTimes(open: OpenBackend): void {
  let now = MORNING;
  const backend = openForAll(() => open({ now: () => now }));
  const values = () => backend().values;
  beforeEach(() => {
    now = MORNING;
  });

  const dueKeys = async (kind: ReturnType<typeof newKind>, at: Date, limit = 100) =>
    (await values().due(kind, at, limit)).map(({ key }) => key);

  test("due gives a value from the moment on at which it is due", async () => {
    const kind = newKind();
    await values().put(kind, "notice", taken(1, { dueAt: NOON }));

    expect(await values().due(kind, after(NOON, -1), 10)).toEqual([]);
    expect(await values().due(kind, NOON, 10)).toEqual([{ key: "notice", value: { takenMicros: 1 } }]);
    expect(await values().due(kind, after(NOON, DAY), 10)).toEqual([{ key: "notice", value: { takenMicros: 1 } }]);
  });

  test("due gives the longest due first, and no more than the limit", async () => {
    const kind = newKind();
    for (const minute of [3, 1, 4, 2]) {
      await values().put(kind, `minute ${minute}`, taken(1, { dueAt: after(MORNING, minute * MINUTE) }));
    }
    const all = ["minute 1", "minute 2", "minute 3", "minute 4"];
    expect(await dueKeys(kind, NOON)).toEqual(all);
    expect(await dueKeys(kind, NOON, 3)).toEqual(all.slice(0, 3));
    expect(await dueKeys(kind, after(MORNING, 2 * MINUTE))).toEqual(all.slice(0, 2));
  });

  test("due gives values of the kind alone", async () => {
    const [kind, other] = [newKind(), newKind()];
    await values().put(kind, "mine", taken(1, { dueAt: MORNING }));
    await values().put(other, "other", taken(1, { dueAt: MORNING }));
    expect(await dueKeys(kind, NOON)).toEqual(["mine"]);
  });

  test("what is stored without dueAt is never due, also if it was before", async () => {
    const kind = newKind();
    await values().put(kind, "put", taken(1, { dueAt: MORNING }));
    await values().put(kind, "updated", taken(1, { dueAt: MORNING }));
    await values().put(kind, "deleted", taken(1, { dueAt: MORNING }));
    await values().put(kind, "left", taken(1, { dueAt: MORNING }));

    await values().put(kind, "put", taken(2));
    await values().update(kind, "updated", oneMore);
    await values().delete(kind, "deleted");
    await values().update(kind, "left", () => undefined);
    expect(await dueKeys(kind, NOON)).toEqual(["left"]);
  });

  test("update can say when a value is due", async () => {
    const kind = newKind();
    await values().update(kind, "notice", () => taken(1, { dueAt: NOON }));
    expect(await dueKeys(kind, NOON)).toEqual(["notice"]);
  });

  test("from its expiry on a value is as if it weren't there", async () => {
    const kind = newKind();
    await values().put(kind, "draft", taken(7, { dueAt: MORNING, expiresAt: NOON }));
    now = after(NOON, -1);
    expect(await values().get(kind, "draft")).toEqual({ takenMicros: 7 });
    expect(await dueKeys(kind, now)).toEqual(["draft"]);

    now = NOON;
    expect(await values().get(kind, "draft")).toBeUndefined();
    expect(await dueKeys(kind, now)).toEqual([]);
    const leave = vi.fn(() => undefined);
    expect(await values().update(kind, "draft", leave)).toEqual({ stored: false, value: undefined });
    expect(leave.mock.calls).toEqual([[undefined]]);
  });

  test("an expired value can be stored anew, by update and by put", async () => {
    const kind = newKind();
    for (const key of ["updated", "put"]) await values().put(kind, key, taken(7, { expiresAt: NOON }));
    now = after(NOON, 1);

    expect(await values().update(kind, "updated", oneMore)).toEqual({ stored: true, value: { takenMicros: 1 } });
    await values().put(kind, "put", taken(2));
    expect(await values().get(kind, "updated")).toEqual({ takenMicros: 1 });
    expect(await values().get(kind, "put")).toEqual({ takenMicros: 2 });
  });

  test("expired values take up no room in what is due", async () => {
    const kind = newKind();
    for (const n of [1, 2, 3]) await values().put(kind, `gone ${n}`, taken(1, { dueAt: MORNING, expiresAt: NOON }));
    await values().put(kind, "alive", taken(1, { dueAt: after(MORNING, 1) }));
    now = NOON;
    expect(await dueKeys(kind, now, 2)).toEqual(["alive"]);
  });
}
