import { expect, test } from "vitest";
import { CACHE_LIVES, cachingPays, createUseCount } from "./caching-pays.ts";
import { findModel, type ModelEntry } from "./models.ts";
import { costOf, storageCost } from "./price.ts";

const AT = new Date("2026-11-20T10:00:00Z");
const entry = (id: string) => findModel(id) as ModelEntry;
const TOKENS = 10_000;

test.each([
  ["gemini-3.5-flash-lite", 4, false],
  ["gemini-3.5-flash-lite", 5, true],
  ["gemini-3.8-flash", 2, false],
  ["gemini-3.8-flash", 3, true],
  ["gemini-3.1-pro-preview", 3, false],
  ["gemini-3.1-pro-preview", 4, true],
  ["gemini-4-argon", 1_000, false],
])("making a cache for %s, used %i times in its life, pays: %s", (id, uses, pays) => {
  expect(cachingPays(entry(id), { tokens: TOKENS, reuse: { uses, lives: 1 }, isThere: false }, AT)).toBe(pays);
});

test.each([
  ["gemini-3.5-flash-lite", 1, false],
  ["gemini-3.5-flash-lite", 2, true],
  ["gemini-3.1-pro-preview", 1, false],
  ["gemini-3.1-pro-preview", 2, true],
])("keeping one for %s for another life, used %i times in it, pays: %s", (id, uses, pays) => {
  expect(cachingPays(entry(id), { tokens: TOKENS, reuse: { uses, lives: 1 }, isThere: true }, AT)).toBe(pays);
});

test.each(["gemini-3.5-flash-lite", "gemini-3.8-flash", "gemini-3.1-pro-preview"])(
  "what is made for %s costs less in one life than half of what it saves, and one use less would cost more",
  (id) => {
    const model = entry(id);
    const uses =
      [1, 2, 3, 4, 5, 6].find((n) =>
        cachingPays(model, { tokens: TOKENS, reuse: { uses: n, lives: 1 }, isThere: false }, AT),
      ) ?? 0;
    const asked = { input: TOKENS, cached: 0, output: 0, thoughts: 0 };
    const plain = costOf(model, asked, AT);
    const saving = (plain - costOf(model, { ...asked, cached: TOKENS }, AT)) / 2;
    const paid = plain + storageCost(model, TOKENS, CACHE_LIVES);
    expect(uses * saving).toBeGreaterThan(paid);
    expect((uses - 1) * saving).toBeLessThanOrEqual(paid);
  },
);

test("a prefix that the model would not take pays never", () => {
  const uses = { reuse: { uses: 1_000, lives: 1 }, isThere: false };
  expect(cachingPays(entry("gemini-3.8-flash"), { ...uses, tokens: 4_095 }, AT)).toBe(false);
  expect(cachingPays(entry("gemini-3.8-flash"), { ...uses, tokens: 4_096 }, AT)).toBe(true);
});

test("a prefix that has been used for long is expected to be for as long: making its cache counts the less", () => {
  const pays = (uses: number, lives: number) =>
    cachingPays(entry("gemini-3.1-pro-preview"), { tokens: TOKENS, reuse: { uses, lives }, isThere: false }, AT);
  expect([pays(3, 1), pays(3, 2)]).toEqual([false, true]);
  expect([pays(2, 2), pays(2, 4)]).toEqual([false, true]);
  expect(pays(1, 1_000)).toBe(false);
});

test("uses are counted by key and task over one life, as many as there were: a moment's rush is not taken for a rate", () => {
  let time = AT.getTime();
  const count = createUseCount({ now: () => new Date(time) });
  expect([count("a", "1"), count("a", "2"), count("b", "3")].map(({ uses }) => uses)).toEqual([1, 2, 1]);
  time += CACHE_LIVES - 1;
  expect(count("a", "4")).toEqual({ uses: 3, lives: 1 });
  time += 1;
  expect(count("a", "5")).toEqual({ uses: 2, lives: 1 });
  time += CACHE_LIVES;
  expect(count("a", "6")).toEqual({ uses: 1, lives: 2 });
  time += 4 * CACHE_LIVES;
  expect(count("a", "7")).toEqual({ uses: 1, lives: 1 });
});

test("two uses that happen to come together after a long time are not taken for many", () => {
  let time = AT.getTime();
  const count = createUseCount({ now: () => new Date(time) });
  count("a", "1");
  time += 3.9 * CACHE_LIVES;
  expect(count("a", "2").uses).toBeCloseTo(2 / 3.9);
  expect(count("a", "3").uses).toBeCloseTo(3 / 3.9);
});

test("a task that asks again and again is one use", () => {
  const count = createUseCount({ now: () => AT });
  const uses = [count("a", "1"), count("a", "1"), count("a", "2"), count("a", "1")].map((counted) => counted.uses);
  expect(uses).toEqual([1, 1, 2, 2]);
});
