import type { Task } from "@frontdesk/shared/domain/task";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";
import { granted, type Stop, stepsTo } from "../contract/journeys.ts";
import { noticesOf, openSlackWorld } from "./slack-world.ts";

/** A world with one process that only does its job when it is told to: nothing watches. */
export async function openByHand(options: Parameters<typeof openSlackWorld>[0] = {}) {
  const world = await openSlackWorld(options);
  const notices = noticesOf(world);
  onTestFinished(async () => {
    await notices.close();
    await world.close();
  });
  const goTo = async (task: Task, from: Stop, to: Stop) => {
    for (const step of stepsTo(to, world.clock.now).slice(stepsTo(from, world.clock.now).length)) {
      granted(await world.backend.tasks.update(task.id, step));
    }
  };
  const sweepNow = () =>
    sweep({ tasks: world.backend.tasks, bus: { publish: async () => {} }, log: silentLog, now: () => world.clock.now });
  return { ...world, notices, goTo, sweepNow };
}
