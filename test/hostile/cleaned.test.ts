import { expect, test } from "vitest";
import { describeCleaned, isLarge } from "./cleaned-cases.ts";
import { hostileIssues } from "./corpus.ts";

describeCleaned(hostileIssues.filter((issue) => !isLarge(issue)));

test("C71: the corpus is large, and no two of its issues have one name", () => {
  expect(new Set(hostileIssues.map(({ name }) => name)).size).toBe(hostileIssues.length);
  expect(hostileIssues.length).toBeGreaterThanOrEqual(80);
});
