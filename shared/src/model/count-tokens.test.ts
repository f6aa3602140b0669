import { expect, test } from "vitest";
import { expectedTokens, mostTokens, prefixTokens } from "./count-tokens.ts";

const asked = (text: string, document = "") => ({
  prefix: { rules: "", material: document ? [{ key: "a", text: document }] : [] },
  turns: [{ role: "user" as const, text }],
  schema: {},
});

test("of what anybody may have written each byte may be a token", () => {
  expect(mostTokens(asked("a b c d e"))).toBeGreaterThanOrEqual(9);
  expect(mostTokens(asked("🐛".repeat(100)))).toBeGreaterThanOrEqual(400);
});

test("of the owners' own documents two bytes are a token at least", () => {
  const [small, large] = [mostTokens(asked("", "x")), mostTokens(asked("", "x".repeat(10_001)))];
  expect(large - small).toBe(5_000);
});

test("what is expected is about a token for four bytes, and never more than the most", () => {
  expect(expectedTokens(asked("x".repeat(4_000)))).toBeCloseTo(1_000, -2);
  expect(expectedTokens(asked("x".repeat(4_000)))).toBeLessThan(mostTokens(asked("x".repeat(4_000))));
  expect(prefixTokens({ rules: "x".repeat(400), material: [] })).toBe(100);
});
