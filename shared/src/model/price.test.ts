import { expect, test } from "vitest";
import { DEFAULT_MODELS, findModel, MODELS, type ModelEntry } from "./models.ts";
import { costOf, priceAt, storageCost } from "./price.ts";

const entry = (id: string) => findModel(id) as ModelEntry;
const usage = { input: 1_000_000, cached: 0, output: 0, thoughts: 0 };

test.each([
  ["gemini-4-argon", "2026-11-30T23:59:59Z", 2, 10],
  ["gemini-4-argon", "2026-12-01T00:00:00Z", 4, 20],
  ["gemini-3.8-flash", "2026-12-31T23:59:59Z", 0.75, 3.75],
  ["gemini-3.8-flash", "2027-01-01T00:00:00Z", 1.5, 7.5],
  ["gemini-4-carbon", "2026-11-01T00:00:00Z", 2, 10],
])("%s costs at %s what it says", (id, at, into, out) => {
  expect(priceAt(entry(id), new Date(at))).toMatchObject({ in: into, out });
});

test("a long prompt has a price of its own, for all of it", () => {
  const pro = entry("gemini-3.1-pro-preview");
  const at = new Date("2026-11-20");
  expect(costOf(pro, { ...usage, input: 200_000, output: 10 }, at)).toBe(200_000 * 2 + 10 * 12);
  expect(costOf(pro, { ...usage, input: 200_001, output: 10 }, at)).toBe(200_001 * 4 + 10 * 18);
});

test("the cached part is in the input, and thoughts are paid for as output", () => {
  const lite = entry("gemini-3.5-flash-lite");
  const cost = costOf(lite, { input: 1_000, cached: 800, output: 40, thoughts: 60 }, new Date("2026-11-20"));
  expect(cost).toBe(200 * 0.3 + 800 * 0.03 + 100 * 2.5);
});

test("more from the cache than there is can't make a call cheaper", () => {
  const lite = entry("gemini-3.5-flash-lite");
  expect(costOf(lite, { ...usage, input: 10, cached: 1_000_000 }, new Date("2026-11-20"))).toBe(1);
});

test("money is rounded up, and not for what is only a fraction off", () => {
  const lite = entry("gemini-3.5-flash-lite");
  const at = new Date("2026-11-20");
  expect(costOf(lite, { ...usage, input: 1 }, at)).toBe(1);
  expect(costOf(lite, { ...usage, input: 10 }, at)).toBe(3);
  expect(costOf(lite, { ...usage, input: 30 }, at)).toBe(9);
});

test("storage is by the token and the hour", () => {
  expect(storageCost(entry("gemini-3.8-flash"), 1_000_000, 30 * 60_000)).toBe(500_000);
  expect(storageCost(entry("gemini-4-argon"), 1_000_000, 3_600_000)).toBe(0);
});

test("the table has each model once, its prices in order, and both defaults, which won't be shut down soon", () => {
  expect(new Set(MODELS.map(({ id }) => id)).size).toBe(MODELS.length);
  for (const { prices } of MODELS as readonly ModelEntry[]) {
    const from = prices.map((price) => price.from);
    expect(from).toEqual(from.toSorted());
    for (const { in: into, cached, out } of prices) expect([cached < into, into < out]).toEqual([true, true]);
  }
  for (const id of Object.values(DEFAULT_MODELS)) expect(findModel(id)).not.toHaveProperty("shutDown");
});
