import { createCleanEdit } from "@frontdesk/approval/clean-edit";
import { createNotices, type Notices } from "@frontdesk/approval/web/slack/notices";
import { createSlackChat } from "@frontdesk/shared/adapters/slack/slack-chat";
import { NOTICES } from "@frontdesk/shared/domain/notice";
import { REPOSITORIES } from "@frontdesk/shared/domain/repository";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { Chat } from "@frontdesk/shared/ports/chat";
import type { CodeReader } from "@frontdesk/shared/ports/code-host";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";
import { newRepo, type Origin } from "../contract/builders.ts";
import { type Stop, storeTaskIn } from "../contract/journeys.ts";
import { openModel } from "../contract/model-backend.ts";
import type { FaultyBackend, OpenBackend } from "../contract/test-backend.ts";
import {
  CHANNEL,
  PEOPLE,
  PRIVATE_CHANNEL,
  type Slack,
  type SlackOptions,
  startSlack,
} from "../sandbox/slack/start-slack.ts";
import type { Message } from "../sandbox/slack/state.ts";

export const CONSOLE = "https://desk.acme.dev";
export const WEB = "https://github.com";
const DECISION_KEY = "k".repeat(32);
const USERS = new Map([[PEOPLE.grace as string, "grace"]]);

export type SlackWorld = Awaited<ReturnType<typeof openSlackWorld>>;

/** Slack, tasks, a clock, and whatever shows the ones in the other. Processes come and go. */
export async function openSlackWorld(
  options: SlackOptions & { startsAt?: Date; open?: OpenBackend<FaultyBackend> } = {},
) {
  const clock = { now: options.startsAt ?? new Date() };
  const now = () => clock.now;
  const { open = openModel } = options;
  const backend = await open({ now });
  const slack = await startSlack({ messagesEvery: 0, now, ...options });
  const world = {
    ...{ clock, backend, slack, hints: [] as string[] },
    pass: (milliseconds: number) => {
      clock.now = after(clock.now, milliseconds);
    },
    /** A task that waits, in a repository that everybody may read unless told otherwise. */
    async ask(origin: Origin & { isPrivate?: boolean | undefined } = {}, stop: Stop = "awaiting_approval") {
      const { repo = newRepo() } = origin;
      await world.remember(repo.id, "isPrivate" in origin ? origin.isPrivate : false);
      return (await storeTaskIn(backend.tasks, stop, { ...origin, repo }, clock.now)) as TaskIn<"awaiting_approval">;
    },
    /** As whoever asks has seen it right before. */
    remember: (repoId: number, isPrivate: boolean | undefined) =>
      backend.values.put(REPOSITORIES, String(repoId), {
        value: { defaultBranch: "main", head: "a".repeat(40), isPrivate },
      }),
    task: async (id: string): Promise<Task> => {
      const task = await backend.tasks.get(id);
      if (!task) throw new Error(`${id} is lost`);
      return task;
    },
    notice: (id: string) => backend.values.get(NOTICES, id),
    async close() {
      await slack.close();
      await backend.close();
    },
  };
  return world;
}

export type Overrides = {
  stores?: Pick<Backend, "tasks" | "values" | "calls">;
  chat?: Chat;
  privateChannel?: string | undefined;
  /** False: nobody tells it of commits. */
  watches?: boolean;
  codeHost?: Pick<CodeReader, "repository">;
  messagesEvery?: number;
  log?: Log;
};

/** One process that shows tasks in Slack. Nothing is served: its clicks are another test's. */
export function noticesOf(world: SlackWorld, overrides: Overrides = {}): Notices {
  const { stores = world.backend, chat, messagesEvery = 0, log = silentLog, codeHost } = overrides;
  const hidden = "privateChannel" in overrides ? overrides.privateChannel : PRIVATE_CHANNEL;
  const { clock, slack, hints } = world;
  const now = () => clock.now;
  const { tasks, values, calls } = stores;
  const config = {
    ...{ signingSecret: slack.app.signingSecret, team: slack.app.teamId, users: USERS, digestAfter: 10 },
    ...{ channels: { public: CHANNEL, private: hidden }, web: WEB, console: CONSOLE },
  };
  return createNotices(config, {
    ...{ tasks, values, calls, log, now, decisionKey: DECISION_KEY, codeHost },
    chat: chat ?? chatOf(slack, now, messagesEvery),
    bus: { publish: async ({ type }) => void hints.push(type) },
    cleanFor: async () => createCleanEdit({ web: WEB, links: [] }),
  });
}

export function chatOf({ apiUrl, app }: Slack, now: () => Date, messagesEvery = 0): Chat {
  return createSlackChat({ token: app.token, apiUrl, messagesEvery, now });
}

/** The world with one process in it, that serves Slack's clicks, for the length of a test. */
export async function startSlackWorld(options: SlackOptions & Overrides & { open?: OpenBackend<FaultyBackend> } = {}) {
  const world = await openSlackWorld(options);
  const notices = noticesOf(world, options);
  const server = await serve(createApp([notices.router], { log: options.log ?? silentLog }), {
    port: 0,
    log: silentLog,
  });
  world.slack.setInteractions(`${server.url}/slack/interactions`);
  if (options.watches !== false) await notices.start();
  onTestFinished(async () => {
    await notices.close();
    await server.close();
    await world.close();
  });
  return { ...world, notices, url: server.url };
}

/** All that a message shows, as text. */
export function textOf({ text, blocks }: Message): string {
  return `${text}\n${JSON.stringify(blocks)}`;
}

export function buttonsOf({ blocks }: Message): string[] {
  return blocks.flatMap((block) => (block.type === "actions" ? block.elements.map(({ action_id }) => action_id) : []));
}
