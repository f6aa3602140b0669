import { expect, test } from "vitest";
import { MINUTE, SECOND } from "./limits.ts";
import { claimNotice, NOTICE_LEASE, newNotice, retryNoticeAt } from "./notice.ts";
import { after } from "./time.ts";

const NOW = new Date("2026-11-20T08:00:00Z");

test("a notice is one mover's until the lease ends; the same mover may claim again", () => {
  const claimed = claimNotice(newNotice("C1"), "one", NOW);
  expect(claimed?.claim).toEqual({ token: "one", until: after(NOW, NOTICE_LEASE) });
  if (!claimed) return;
  expect(claimNotice(claimed, "other", after(NOW, NOTICE_LEASE - 1))).toBeUndefined();
  expect(claimNotice(claimed, "one", NOW)?.claim?.token).toBe("one");
  expect(claimNotice(claimed, "other", after(NOW, NOTICE_LEASE))?.claim?.token).toBe("other");
});

test("what fails is tried again soon, then ever more rarely, but at least every five minutes", () => {
  const waits = [1, 2, 3, 6, 100].map((failures) => retryNoticeAt(failures, NOW).getTime() - NOW.getTime());
  expect(waits).toEqual([10 * SECOND, 20 * SECOND, 40 * SECOND, 5 * MINUTE, 5 * MINUTE]);
});
