import { isDeepStrictEqual } from "node:util";
import { buildMessage } from "@frontdesk/approval/web/slack/build-message";
import { isRefusal } from "@frontdesk/shared/domain/change";
import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect } from "vitest";
import type { Scenario } from "../chaos/crash-everywhere.ts";
import type { MortalProcess } from "../chaos/mortal-process.ts";
import { type Stop, stepsTo } from "../contract/journeys.ts";
import { CHANNEL } from "../sandbox/slack/start-slack.ts";
import { CONSOLE, chatOf, noticesOf, openSlackWorld, type SlackWorld, WEB } from "./slack-world.ts";

/** Somewhere on its way, or where it was, a day later. */
type Next = Stop | "reminded";

export type Story = {
  /** Where the task goes, one after the other, each as soon as the channel shows the one before. */
  stops: readonly Next[];
  /** Nobody may look what is in the channel. */
  withoutHistory?: boolean;
  /** The first post is done, and its answer lost. */
  losesAnswer?: boolean;
  /** How many copies there may be of the message. */
  mostCopies: 1 | 2;
  /** What two processes that died have sent may be there or not: then nothing more is, until the question is put again. */
  mayGiveUp?: boolean;
};

type CrashWorld = SlackWorld & { taskId: string; stops: Next[]; done: number };

const MOST_ROUNDS = 60;
const START = new Date("2026-11-20T08:00:00Z");

/** A task goes its way, and processes that show it in Slack die and are followed by others. */
export function showing(story: Story): Scenario<CrashWorld> {
  return {
    async open() {
      const world = await openSlackWorld({ startsAt: START });
      if (story.withoutHistory) world.slack.allow("channels:history", false);
      if (story.losesAnswer) world.slack.faults.add({ on: "chat.postMessage", fault: { kind: "lost answer" } });
      const { id: taskId } = await world.ask({}, story.stops[0] as Stop);
      return { ...world, taskId, stops: [...story.stops], done: 1 };
    },

    async live(world, process) {
      const notices = noticesOf(world, {
        stores: through(world, process),
        chat: process.through(
          "slack",
          chatOf(world.slack, () => world.clock.now),
        ),
      });
      for (let round = 0; round < MOST_ROUNDS; round++) {
        await notices.job();
        if (await hasEnded(world, story)) {
          if (world.done === world.stops.length) return;
          await goOn(world);
        } else world.pass(35 * SECOND);
      }
      throw new Error(`the channel does not show the task after ${MOST_ROUNDS} rounds`);
    },

    async check(world) {
      const copies = copiesOf(world);
      expect(copies.length).toBeLessThanOrEqual(story.mostCopies);
      expect(await hasEnded(world, story)).toBe(true);
      // A reminder may be lost in a crash; nobody is reminded twice of the same.
      for (const { ts } of copies) expect(world.slack.replies(ts).length).toBeLessThanOrEqual(1);
    },
    close: (world) => world.close(),
  };
}

async function hasEnded(world: CrashWorld, { mayGiveUp = false }: Story): Promise<boolean> {
  return (await isShown(world)) || (mayGiveUp && (await hasGivenUp(world)));
}

async function hasGivenUp({ notice, task, taskId }: CrashWorld): Promise<boolean> {
  const { sending, claim, shownVersion = 0 } = (await notice(taskId)) ?? {};
  return sending?.isBlind === true && !claim && shownVersion >= (await task(taskId)).version;
}

/** The message that is known of shows the task as it is, to the last block. */
async function isShown(world: CrashWorld): Promise<boolean> {
  const notice = await world.notice(world.taskId);
  const message = copiesOf(world).find(({ ts }) => ts === notice?.ts);
  const task = await world.task(world.taskId);
  // Whoever died with it in hand is followed by somebody else.
  if (!notice || notice.claim || notice.shownVersion < task.version) return false;
  const { text, blocks } = buildMessage(task, { web: WEB, console: CONSOLE, costMicros: 0 });
  const shown = message?.blocks.map(({ block_id: _, ...block }) => block);
  return message?.text === text && isDeepStrictEqual(shown, blocks);
}

function copiesOf({ slack, taskId }: CrashWorld) {
  return slack.messages(CHANNEL).filter(({ metadata }) => metadata?.event_payload.about === taskId);
}

/** Somebody decides elsewhere, or the task goes on: no process of ours is needed for it. */
async function goOn(world: CrashWorld): Promise<void> {
  const [from, to] = [world.stops[world.done - 1] as Stop, world.stops[world.done] as Next];
  if (to === "reminded") return remind(world);
  for (const step of stepsTo(to, START).slice(stepsTo(from, START).length)) {
    const ruled = await world.backend.tasks.update(world.taskId, step);
    if (isRefusal(ruled)) throw new Error(ruled.why);
  }
  world.done += 1;
  // Nobody watches here: it is found when it is due.
  world.pass(5 * MINUTE);
}

async function remind(world: CrashWorld): Promise<void> {
  world.pass(25 * HOUR);
  const { tasks } = world.backend;
  await sweep({ tasks, bus: { publish: async () => {} }, log: silentLog, now: () => world.clock.now });
  world.done += 1;
}

function through({ backend: { tasks, values, calls } }: SlackWorld, process: MortalProcess) {
  return {
    tasks: process.through("tasks", tasks),
    values: process.through("values", values),
    calls: process.through("calls", calls),
  };
}
