import { expect, test } from "vitest";
import { expectReleased, stopWhileWorking } from "./stopped-while-working.ts";

test("C21: at SIGTERM work that is running is let finish", async () => {
  const world = await stopWhileWorking({ hang: "until-stopped" });
  expect(world.comments()).toHaveLength(1);
  expect(world.stored()).toMatchObject({ task: { state: "posted" }, broken: [] });
});

test("C21: at SIGTERM work that doesn't finish in time is released, and the next process does it", async () => {
  await expectReleased(await stopWhileWorking({ hang: "forever", grace: "300" }));
});
