import { expect, test } from "vitest";
import { pausesOf, wherePaused } from "../../services/approval/console/src/data/pauses.ts";

const by = { by: "grace", why: "", at: new Date(0).toISOString() };
const [all, webapp, cli] = [by, { ...by, repo: "acme/webapp" }, { ...by, repo: "acme/cli" }];

test("where posting is paused is said in few words", () => {
  expect(wherePaused([])).toBeUndefined();
  expect(wherePaused([webapp])).toBe("in acme/webapp");
  expect(wherePaused([webapp, cli])).toBe("in 2 repositories");
  expect(wherePaused([webapp, all])).toBe("everywhere");
});

test("of the pauses those count that hold back what waits", () => {
  expect(pausesOf(["acme/docs"], [webapp, cli])).toEqual([]);
  expect(pausesOf(["acme/cli", "acme/docs"], [webapp, cli])).toEqual([cli]);
  expect(pausesOf([], [webapp, all])).toEqual([all]);
});
