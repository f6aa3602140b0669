import { createRooms, type Rooms } from "@frontdesk/approval/web/rooms";
import type { SlackConfig } from "@frontdesk/approval/web/slack/slack-config";
import type { V1Deps } from "@frontdesk/approval/web/v1/v1";
import { createSlackChat } from "@frontdesk/shared/adapters/slack/slack-chat";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { ModelCalls } from "@frontdesk/shared/ports/model-calls";
import type { People } from "@frontdesk/shared/ports/people";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { RepoSettingsDeps } from "@frontdesk/shared/repo/load-settings";
import { every } from "./every.ts";
import { type Console, startConsole } from "./start-console.ts";

export type WebConfig = {
  port: number;
  /** Where people open the console, if that is not on this machine. */
  url?: string | undefined;
  sessionKey: string;
  slack?: SlackConfig | undefined;
  /** Where the stand-ins are, in the sandbox. */
  sandbox?: V1Deps["sandbox"];
};

export type WebDeps = RepoSettingsDeps &
  Pick<V1Deps, "bus" | "web" | "decisionKey" | "budgetMicros"> & {
    tasks: TaskStore;
    calls: ModelCalls;
    people?: People | undefined;
    /** More of what only whoever has signed in may ask. */
    more?: ((url: string) => Rooms["v1"][number]) | undefined;
    grace: number;
  };

/** The console, `/v1` and Slack, where people decide. If it can't start, nothing of it stays. */
export async function startWeb(config: WebConfig, deps: WebDeps): Promise<Console> {
  const { port, url, sessionKey, slack, sandbox } = config;
  const { tasks, values, people, more, web, grace, log, now } = deps;
  await using parts = new AsyncDisposableStack();
  const closing = new AbortController();
  const chat = slack && createSlackChat({ ...slack, now });
  const console = await startConsole(
    { port, url, sessionKey, github: web, grace },
    {
      ...{ tasks, values, people, log, now },
      routers({ url, ...made }) {
        const rooms = createRooms({ url, web, slack }, { ...deps, ...made, chat, sandbox, closing: closing.signal });
        return { ...rooms, v1: [...(more ? [more(url)] : []), ...rooms.v1] };
      },
    },
  );
  const { jobs, start, close } = console.behind;
  let running: ReturnType<typeof every>[] = [];
  parts.defer(async () => {
    closing.abort();
    await console.close();
    await Promise.all(running.map((job) => job.stop()));
    await close();
  });
  await start();
  running = Object.values(jobs).map((job) => every(MINUTE, job, { log }));
  const started = parts.move();
  return { ...{ url: console.url, link: console.link }, close: () => started.disposeAsync() };
}
