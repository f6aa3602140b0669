import type { RequestListener } from "node:http";
import { type OpenedWeb, type OpenWebDeps, openWeb } from "@frontdesk/approval/web/open-web";
import { CONSOLE_DIST } from "@frontdesk/console/build";
import { serve } from "@frontdesk/shared/http/serve";

export type ConsoleConfig = {
  port: number;
  /** Where people open it, if that is not on this machine: then they sign in with GitHub, else by a link. */
  url?: string | undefined;
  sessionKey: string;
  /** Where GitHub's pages are. */
  github: string;
  grace?: number | undefined;
};

export type Console = {
  url: string;
  /** Signs whoever started this process in, once. Undefined where people sign in with GitHub. */
  link: (() => Promise<string>) | undefined;
  close(): Promise<void>;
};

/** What the routers behind the console's door may need of it. */
export type Made = Parameters<OpenWebDeps["routers"]>[0] & { url: string };

type Behind = OpenedWeb["behind"];
export type ConsoleDeps<B extends Behind> = Omit<OpenWebDeps, "routers"> & { routers: (made: Made) => B };

/** The web role on a port of its own: a tunnel that leads to the webhook's leads to nothing of it. If it can't start, nothing of it stays. */
export async function startConsole<B extends Behind>(
  config: ConsoleConfig,
  { routers, ...deps }: ConsoleDeps<B>,
): Promise<Console & { behind: B }> {
  const { port, sessionKey, github, grace } = config;
  // Its address is known when it listens, and has to be known before it answers.
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = await serve((request, response) => listener(request, response), {
    ...{ port, log: deps.log, ...(grace !== undefined && { timeouts: { grace } }) },
  });
  await using parts = new AsyncDisposableStack();
  parts.defer(server.close);
  const url = config.url ?? server.url;
  const web = openWeb(
    {
      ...{ url, sessionKey, github, consoleFolder: CONSOLE_DIST },
      ...{ signInBy: config.url === undefined ? "link" : "github", proxies: config.url === undefined ? 0 : 1 },
    },
    { ...deps, routers: (made) => routers({ ...made, url }) },
  );
  listener = web.listener;
  const link = async () => (await web.signInLink()).link;
  const started = parts.move();
  const close = () => started.disposeAsync();
  return { url, link: config.url === undefined ? link : undefined, close, behind: web.behind };
}
