import { expect, test } from "vitest";
import { freshFile } from "./fresh-file.ts";
import { killAgainAndAgain } from "./kill-and-check.ts";

test("C23: after a SIGKILL everything acknowledged is there and nothing is half done, 5 times over", async () => {
  const checked = await killAgainAndAgain(freshFile(), 5, "a few kills");
  expect(checked.tasks).toBeGreaterThan(5 * 10);
  expect(checked.messages).toBeGreaterThan(5);
});
