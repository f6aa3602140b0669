import { test } from "vitest";
import { checkNasty } from "./nasty-property.ts";

test("C72: whatever is put together, cleaned it does nothing, and cleaning it again changes nothing", () => {
  checkNasty(20_000);
});
