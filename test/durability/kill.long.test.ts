import { expect, test } from "vitest";
import { freshFile } from "./fresh-file.ts";
import { killAgainAndAgain } from "./kill-and-check.ts";

test("C23: after a SIGKILL everything acknowledged is there and nothing is half done, 50 times over", async () => {
  const checked = await killAgainAndAgain(freshFile(), 50, "fifty kills");
  expect(checked.tasks).toBeGreaterThan(50 * 10);
  expect(checked.messages).toBeGreaterThan(50);
});
