import { expect, test } from "vitest";
import type { Task } from "../domain/task.ts";
import { readTasks } from "./read-tasks.ts";

/** Rows 0, 1, 2, … of which some can be read, and what was asked of them. */
function rowsOf(count: number, isReadable: (row: number) => boolean) {
  const [sizes, parsed]: number[][] = [[], []];
  const page = async (size: number, behind = -1) => {
    sizes?.push(size);
    return Array.from({ length: Math.min(size, count - behind - 1) }, (_, n) => behind + 1 + n);
  };
  const taskIn = (row: number) => {
    parsed?.push(row);
    return isReadable(row) ? ({ id: String(row) } as Task) : undefined;
  };
  return { rows: { page, taskIn }, sizes, parsed };
}

const idsOf = (tasks: Task[]) => tasks.map(({ id }) => Number(id));

test("where all can be read it is one page, and nothing is parsed that is not given", async () => {
  const { rows, sizes, parsed } = rowsOf(10, () => true);
  expect(idsOf((await readTasks(3, rows)).tasks)).toEqual([0, 1, 2]);
  expect(sizes).toEqual([3]);
  expect(await readTasks(2, rows, { peek: true })).toMatchObject({ tasks: [{ id: "0" }, { id: "1" }], last: 1 });
  expect(sizes).toEqual([3, 3]);
  expect(parsed).toEqual([0, 1, 2, 0, 1]);
});

test("reads on past what can't be read, and no further than the limit", async () => {
  const { rows, parsed } = rowsOf(300, (row) => row >= 150 && row % 2 === 0);
  expect(idsOf((await readTasks(3, rows)).tasks)).toEqual([150, 152, 154]);
  expect(parsed?.at(-1)).toBe(154);
});

test("knows whether there is more also where what can't be read had filled the page", async () => {
  const { rows } = rowsOf(3, (row) => row !== 1);
  expect(await readTasks(2, rows, { peek: true })).toEqual({ tasks: [{ id: "0" }, { id: "2" }] });
  const longer = rowsOf(4, (row) => row !== 1);
  expect(await readTasks(2, longer.rows, { peek: true })).toMatchObject({ last: 2 });
});

test("ends where too much can't be read", async () => {
  const { rows, parsed } = rowsOf(1_000_000, () => false);
  expect(await readTasks(1, rows)).toEqual({ tasks: [] });
  expect(parsed?.length).toBeLessThan(1_200);
});
