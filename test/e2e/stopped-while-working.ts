import { expect } from "vitest";
import { createStandaloneWorld, type ProcessOptions } from "./standalone-world.ts";

/** What stands between SIGTERM and SIGKILL on Cloud Run and under most supervisors. */
const MUST_END_WITHIN = 10_000;

/** Starts posting, hangs there, and is asked to stop: the world after the process has ended by itself, in time. */
export async function stopWhileWorking(options: ProcessOptions) {
  const world = await createStandaloneWorld();
  const process = await world.start(options);
  await world.fileIssue();
  await process.line("hanging");
  const asked = performance.now();
  process.send("SIGTERM");
  expect(await process.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(MUST_END_WITHIN);
  return world;
}

/** The attempt was not the task's fault, and the next process takes it up at once. */
export async function expectReleased(world: Awaited<ReturnType<typeof createStandaloneWorld>>): Promise<void> {
  const { task, history, broken } = world.stored();
  expect(task).toMatchObject({ state: "approved", attempts: 0, why: "the process stopped" });
  expect(task).not.toHaveProperty("lease");
  expect(history.slice(-2)).toEqual(["claim by post", "defer by post"]);
  expect(broken).toEqual([]);
  expect(world.comments()).toEqual([]);

  const next = await world.start();
  await next.logged("task posted");
  expect(world.comments()).toHaveLength(1);
}
