import { expect, test } from "vitest";
import { cachingPays, createUseCount } from "./caching-pays.ts";
import { findModel, type ModelEntry } from "./models.ts";

const AT = new Date("2026-11-20T10:00:00Z");
const entry = (id: string) => findModel(id) as ModelEntry;

test.each([
  ["gemini-3.5-flash-lite", 9, false],
  ["gemini-3.5-flash-lite", 10, true],
  ["gemini-3.1-pro-preview", 7, false],
  ["gemini-3.1-pro-preview", 8, true],
  ["gemini-4-argon", 1_000, false],
])("a cache for %s, used %i times an hour, pays: %s", (id, uses, pays) => {
  expect(cachingPays(entry(id), 10_000, uses, AT)).toBe(pays);
});

test("a prefix that the model would not take pays never", () => {
  expect(cachingPays(entry("gemini-3.8-flash"), 4_095, 1_000, AT)).toBe(false);
  expect(cachingPays(entry("gemini-3.8-flash"), 4_096, 1_000, AT)).toBe(true);
});

test("uses are counted by key, over ten minutes, as of an hour", () => {
  let time = AT.getTime();
  const count = createUseCount({ now: () => new Date(time) });
  expect([count("a"), count("a"), count("b")]).toEqual([6, 12, 6]);
  time += 10 * 60_000;
  expect(count("a")).toBe(6);
});
