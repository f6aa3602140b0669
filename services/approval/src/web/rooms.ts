import type { Chat } from "@frontdesk/shared/ports/chat";
import type { CodeReader } from "@frontdesk/shared/ports/code-host";
import type { RequestHandler } from "express";
import { createCleanFor } from "../clean-for.ts";
import type { Jobs } from "../tick.ts";
import type { Keys } from "./keys.ts";
import type { SignInLinks } from "./sign-in-links.ts";
import { createNotices } from "./slack/notices.ts";
import type { SlackConfig } from "./slack/slack-config.ts";
import { createV1, type V1Deps } from "./v1/v1.ts";

export type RoomsConfig = {
  /** Where people open the console. */
  url: string;
  /** Where people see repositories. */
  web: string;
  slack?: Omit<SlackConfig, "token" | "apiUrl"> | undefined;
};

export type RoomsDeps = Omit<V1Deps, "web" | "hasSlack" | "signInLinks" | "keys"> & {
  keys: Keys;
  links: SignInLinks;
  codeHost: Pick<CodeReader, "repository" | "file">;
  /** Not needed where there is no Slack. */
  chat?: Chat | undefined;
};

export type Rooms = {
  v1: RequestHandler[];
  machines: RequestHandler[];
  /** What has to be done every minute, by any number of instances. */
  jobs: Jobs;
  start(): Promise<void>;
  close(): Promise<void>;
};

/** What is behind the door: `/v1`, and Slack, which is another door to the same decisions. */
export function createRooms({ url, web, slack }: RoomsConfig, { keys, links, chat, ...deps }: RoomsDeps): Rooms {
  const v1 = [createV1({ ...deps, web, keys, signInLinks: links, hasSlack: slack !== undefined })];
  if (!slack || !chat)
    return { v1, machines: [], jobs: {}, start: async () => undefined, close: async () => undefined };
  const cleanFor = createCleanFor({ web }, deps);
  const notices = createNotices({ ...slack, web, console: url }, { ...deps, chat, cleanFor });
  const { router, job, start, close } = notices;
  return { v1, machines: [router], jobs: { slack: job }, start, close };
}
