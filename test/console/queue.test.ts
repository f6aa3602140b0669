import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import { describe, expect, test } from "vitest";
import {
  beingWritten,
  emptyQueue,
  listed,
  neighbour,
  select,
  takeIn,
  withRow,
  withRows,
} from "../../services/approval/console/src/queue/queue.ts";
import { byUrgency } from "../../services/approval/console/src/queue/urgency.ts";
import { ago, rowOf, task } from "./fake-tasks.ts";

const NOW = Date.now();
const row = (issue: number, rest: Partial<TaskRow> = {}): TaskRow => ({
  ...rowOf(task({ issue, title: `Issue ${issue}`, minutesAgo: 1_000 - issue })),
  id: `t${issue}`,
  ...rest,
});
const idsOf = (rows: readonly TaskRow[]) => rows.map(({ id }) => id);
const open = (...rows: TaskRow[]) => withRows(emptyQueue, rows, NOW);

describe("the most urgent comes first", () => {
  test("what is about to expire, the soonest first, before everything else", () => {
    const soon = row(1, { deadline: ago(-2 * 3_600_000) });
    const sooner = row(2, { deadline: ago(-3_600_000), kind: "other" });
    expect(idsOf(byUrgency([row(3), soon, sooner], NOW))).toEqual(["t2", "t1", "t3"]);
  });

  test("then bugs, questions and the rest; of the same kind the newest", () => {
    const rows = [
      row(1, { kind: "feature" }),
      row(2, { kind: "bug" }),
      row(3, { kind: "question" }),
      row(4, { kind: "bug" }),
    ];
    expect(idsOf(byUrgency(rows, NOW))).toEqual(["t4", "t2", "t3", "t1"]);
  });
});

describe("nothing moves under the pointer", () => {
  test("what arrives gathers beside the list, and comes in when it is asked for", () => {
    const queue = withRow(open(row(1)), row(2), NOW);
    expect(idsOf(listed(queue))).toEqual(["t1"]);
    expect(queue.arrived).toEqual(["t2"]);
    const taken = takeIn(queue, NOW);
    expect(idsOf(listed(taken))).toEqual(["t2", "t1"]);
    expect(taken.arrived).toEqual([]);
  });

  test("an empty list takes in what arrives", () => {
    expect(idsOf(listed(withRow(open(), row(1), NOW)))).toEqual(["t1"]);
  });

  test("a list that is fetched for the first time is shown whole", () => {
    const queue = open(row(1), row(2), row(3));
    expect(idsOf(listed(queue))).toEqual(["t3", "t2", "t1"]);
    expect(queue.arrived).toEqual([]);
  });

  test("what is decided elsewhere stays, and leaves when someone moves on", () => {
    const queue = select(open(row(1), row(2), row(3)), "t3");
    const decided = withRow(queue, row(2, { state: "posted", decidedBy: "priya", version: 8 }), NOW);
    expect(idsOf(listed(decided))).toEqual(["t3", "t2", "t1"]);
    expect(listed(decided)[1]?.decidedBy).toBe("priya");
    expect(idsOf(listed(select(decided, "t1")))).toEqual(["t3", "t1"]);
  });

  test("what is being looked at stays, decided or not, also when what has arrived comes in", () => {
    const queue = select(open(row(1), row(2)), "t2");
    const decided = withRow(queue, row(2, { state: "posted", version: 8 }), NOW);
    expect(idsOf(listed(takeIn(decided, NOW)))).toContain("t2");
  });

  test("whoever watches a draft being written finds it in the list when it is asked for", () => {
    const written = row(2, { state: "triaged", version: 3 });
    const watching = select(withRow(open(row(1)), written, NOW), "t2");
    const asked = withRow(watching, row(2, { version: 7 }), NOW);
    expect(idsOf(listed(asked))).toContain("t2");
    expect(asked.arrived).toEqual([]);
  });
});

test("old news changes nothing", () => {
  const queue = open(row(1, { version: 9 }));
  expect(withRow(queue, row(1, { version: 8, title: "as it was" }), NOW)).toBe(queue);
});

test("what is on its way stands below, the newest first, and is gone when it is skipped", () => {
  const queue = open(row(1), row(2, { state: "received" }), row(3, { state: "triaged" }));
  expect(idsOf(beingWritten(queue))).toEqual(["t3", "t2"]);
  const skipped = withRow(queue, row(2, { state: "skipped", version: 8 }), NOW);
  expect(idsOf(beingWritten(skipped))).toEqual(["t3"]);
});

test("moving goes through the list and on to what is being written, and stops at its ends", () => {
  const queue = open(row(1), row(2), row(3, { state: "triaged" }));
  expect(neighbour(queue, 1)).toBe("t2");
  expect(neighbour(select(queue, "t2"), 1)).toBe("t1");
  expect(neighbour(select(queue, "t1"), 1)).toBe("t3");
  expect(neighbour(select(queue, "t3"), 1)).toBe("t3");
  expect(neighbour(select(queue, "t2"), -1)).toBe("t2");
});
