import { test } from "vitest";
import { expectReleased, stopWhileWorking } from "./stopped-while-working.ts";

test("C21: at SIGTERM work that never finishes is released within 10 s, as standalone is set by itself", async () => {
  await expectReleased(await stopWhileWorking({ hang: "forever" }));
});
