import { randomBytes } from "node:crypto";
import { DAY, HOUR } from "@frontdesk/shared/domain/limits";
import { strip } from "@frontdesk/shared/domain/strip";
import { after } from "@frontdesk/shared/domain/time";
import { skip } from "@frontdesk/shared/domain/work";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { moment, newChange } from "./builders.ts";
import { storeTaskIn } from "./journeys.ts";

let eras = 0;

/** `rested` asks for all tasks of the store: each test lives in a time before all others, so that it meets only its own. */
function newEra(): Date {
  eras += 1;
  return after(new Date("1950-01-01T00:00:00.000Z"), -eras * 365 * DAY);
}

/** What is kept to be looked at, and for how long. */
export function testKeeping(store: () => TaskStore): void {
  async function endAt(ended: Date): Promise<string> {
    const { task } = await store().create(newChange({}, moment(after(ended, -HOUR))));
    await store().update(task.id, (stored) => skip(stored, moment(ended), "spam"));
    return task.id;
  }
  const restedIds = async (before: Date, limit = 100) => (await store().rested(before, limit)).map((task) => task.id);

  test("the delivery that caused a task can be read back, byte for byte", async () => {
    const body = new TextEncoder().encode('{"action":"opened","title":"日本語 🐛"}'.repeat(300));
    const { task } = await store().create(newChange(), body);
    await eventually(async () => expect(await store().rawBody(task.id)).toEqual({ body }));
  });

  test("a delivery that is too large even compressed is left out, and that is said", async () => {
    // What is random can't be compressed.
    const { is, task } = await store().create(newChange(), new Uint8Array(randomBytes(900_000)));
    expect(is).toBe("created");
    await eventually(async () => expect(await store().rawBody(task.id)).toHaveProperty("leftOut"));
  });

  test("a task without a delivery has none", async () => {
    const { task } = await store().create(newChange());
    expect(await store().rawBody(task.id)).toBeUndefined();
    expect(await store().rawBody("acme.webapp.404.opened")).toBeUndefined();
  });

  test("rested gives what ended by then, the longest at rest first, and never more than the limit", async () => {
    const era = newEra();
    const second = await endAt(after(era, HOUR));
    const first = await endAt(era);
    const third = await endAt(after(era, 2 * HOUR));

    expect(await restedIds(after(era, HOUR))).toEqual([first, second]);
    expect(await restedIds(after(era, 3 * HOUR))).toEqual([first, second, third]);
    expect(await restedIds(after(era, 3 * HOUR), 1)).toEqual([first]);
  });

  test("rested gives no task that moves, is parked, or has been stripped", async () => {
    const before = new Date("2030-01-01T00:00:00.000Z");
    const moving = await storeTaskIn(store(), "awaiting_approval");
    const parked = await storeTaskIn(store(), "parked");
    const stripped = await storeTaskIn(store(), "rejected");
    expect(await restedIds(before, 1_000)).toContain(stripped.id);
    await store().update(stripped.id, (task) => strip(task, moment(before)));

    const rested = await restedIds(before, 1_000);
    expect(rested.filter((id) => [moving.id, parked.id, stripped.id].includes(id))).toEqual([]);
  });
}
