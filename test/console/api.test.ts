import { expect, test } from "vitest";
import { Refused, whyOf } from "../../services/approval/console/src/data/api.ts";

test("why something was refused is said in its own words, without those of HTTP where there are others", () => {
  const detail = '"desk" is no address that GitHub can reach.';
  expect(whyOf(new Refused({ title: "Unprocessable Entity", status: 422, detail }))).toBe(detail);
  expect(whyOf(new Refused({ title: "Frontdesk cannot be reached.", status: 0 }))).toBe("Frontdesk cannot be reached.");
});
