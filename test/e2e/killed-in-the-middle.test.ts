import { expect, test } from "vitest";
import { createStandaloneWorld } from "./standalone-world.ts";

const POINTS = ["task triaged", "task drafted", "comment made"] as const;

test("an issue whose process is killed right after the 202 gets its comment from the next one, once", async () => {
  const world = await createStandaloneWorld();
  const first = await world.start();
  await world.fileIssue();
  await kill(first);
  await expectOneComment(world);
});

test("an issue whose processes are killed one after the other, each further on, gets one comment", async () => {
  const world = await createStandaloneWorld();
  for (const [index, point] of POINTS.entries()) {
    const process = await world.start({ "freeze-at": point });
    if (index === 0) await world.fileIssue();
    await process.line(`frozen at ${point}`);
    await kill(process);
  }
  await expectOneComment(world);
});

test("an issue whose process is killed between the intent and the comment is not commented on behind a person's back", async () => {
  const world = await createStandaloneWorld();
  const first = await world.start({ "freeze-at": "comment wanted" });
  await world.fileIssue();
  await first.line("frozen at comment wanted");
  await kill(first);
  const next = await world.start();
  await next.logged("task posting");
  next.send("SIGTERM");
  expect(await next.ended).toEqual({ code: 0, signal: null });
  expect(world.comments()).toEqual([]);
  expect(world.stored()).toMatchObject({ task: { state: "posting", intent: { looks: 1 } }, broken: [] });
});

type World = Awaited<ReturnType<typeof createStandaloneWorld>>;
type Process = Awaited<ReturnType<World["start"]>>;

async function kill(process: Process): Promise<void> {
  process.send("SIGKILL");
  expect(await process.ended).toEqual({ code: null, signal: "SIGKILL" });
}

/** A new process brings the task home at once, or finds that it is; told again of the same issue, it does nothing more. */
async function expectOneComment(world: World): Promise<void> {
  const last = await world.start();
  if (world.stored().task.state !== "posted") await last.logged("task posted");
  await world.tellAgain();
  last.send("SIGTERM");
  expect(await last.ended).toEqual({ code: 0, signal: null });
  const { task, broken } = world.stored();
  expect(task.state).toBe("posted");
  expect("plan" in task && [task.plan?.body]).toEqual(world.comments());
  expect(broken).toEqual([]);
}
