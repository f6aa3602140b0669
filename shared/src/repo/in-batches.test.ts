import { expect, test } from "vitest";
import { inBatches } from "./in-batches.ts";

/** What waits until it is let on, and what was begun so far. */
function slowWork() {
  const begun: number[] = [];
  const running = new Set<number>();
  let most = 0;
  return {
    begun,
    most: () => most,
    async work(one: number) {
      begun.push(one);
      running.add(one);
      most = Math.max(most, running.size);
      // The last one of a batch ends first.
      for (let turn = 0; turn < 20 - (one % 8); turn++) await null;
      running.delete(one);
      return one * 10;
    },
  };
}

const all = [...Array(20).keys()];

test("each is worked on once, some at once but never all, and they come in their order", async () => {
  const slow = slowWork();
  const done: number[] = [];
  for await (const one of inBatches(all, slow.work)) done.push(one);
  expect(done).toEqual(all.map((one) => one * 10));
  expect(slow.begun).toEqual(all);
  expect(slow.most()).toBe(8);
});

test("whoever has seen enough has no more begun", async () => {
  const slow = slowWork();
  for await (const one of inBatches(all, slow.work)) if (one === 30) break;
  expect(slow.begun).toEqual(all.slice(0, 8));
});

test("one that fails ends it", async () => {
  const work = async (one: number) => (one === 9 ? Promise.reject(new Error("gone")) : one);
  await expect(async () => {
    for await (const _one of inBatches(all, work));
  }).rejects.toThrow("gone");
});
