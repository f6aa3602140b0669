import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { createPeople } from "@frontdesk/shared/adapters/github/person";
import { appKeyIn, readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { openReader } from "@frontdesk/shared/adapters/open-reader";
import { type Parts, runService, type Service } from "@frontdesk/shared/adapters/run-service";
import { createSlackChat } from "@frontdesk/shared/adapters/slack/slack-chat";
import { createTokenVerifier } from "@frontdesk/shared/http/verify-token";
import { createWorker } from "@frontdesk/shared/http/worker";
import { readTogether } from "@frontdesk/shared/settings/read-settings";
import { subscribeDesk } from "./desk/desk.ts";
import { readDeskConfig } from "./desk/desk-config.ts";
import { createReadTokenRouter } from "./desk/read-token.ts";
import { deskJobs } from "./desk/tick.ts";
import { readRole } from "./role-config.ts";
import { createTickRouter } from "./tick.ts";
import { openWeb } from "./web/open-web.ts";
import { createRooms } from "./web/rooms.ts";
import { readSlackConfig } from "./web/slack/slack-config.ts";
import { readWebConfig } from "./web/web-config.ts";

const ROLES = { desk, web };
const { FRONTDESK_ROLE: name = "approval" } = process.env;
await runService(name, process.env, (parts) => ROLES[readRole(process.env)](parts));

function desk({ backend, config, log, now, stopping }: Parts): Service {
  const { ours, github } = readTogether({
    ours: () => readDeskConfig(process.env, pushIn(config)),
    github: () => {
      const settings = readGitHubConfig(process.env);
      return { ...appKeyIn(settings), baseUrl: settings.baseUrl };
    },
  });
  const { decisionKey, readers, scheduler } = ours;
  const { codeHost, deliveries, readToken } = createGitHub({ ...github, log, now });
  const { tasks, values, bus, routes } = backend;
  const deps = { tasks, values, bus, codeHost, deliveries, decisionKey, log, now, stopping };
  const jobs = deskJobs({ ...deps, keepTasksDays: config.retention.tasks });
  const ticks = createTickRouter(jobs, { verify: createTokenVerifier(scheduler), log });
  const readTokens = createReadTokenRouter({ verify: createTokenVerifier(readers), readToken, log });
  const listener = createWorker({ tasks, routes: [...routes, ticks, readTokens] }, deps);
  return { listener, subscriptions: subscribeDesk(deps) };
}

async function web({ backend, config, log, now, closing }: Parts): Promise<Service> {
  const { ours, slack, host, reader } = readTogether({
    ours: () => readWebConfig(process.env, pushIn(config)),
    slack: () => readSlackConfig(process.env),
    host: () => readGitHubConfig(process.env),
    reader: () => openReader(process.env, { now }),
  });
  const { url, sessionKey, decisionKey, clientId, clientSecret, scheduler, proxies } = ours;
  const { baseUrl, web: github } = host;
  const { codeHost } = reader;
  const { tasks, values, calls, bus } = backend;
  const deps = { tasks, values, calls, bus, codeHost, decisionKey, closing, log, now };
  const people = createPeople({ baseUrl, web: github, clientId, clientSecret, now });
  const chat = slack && createSlackChat({ ...slack, now });
  const { listener, behind } = openWeb(
    { url, sessionKey, signInBy: "github", github, consoleFolder: consoleFolder(), proxies },
    {
      ...{ tasks, values, people, log, now },
      routers(made) {
        const rooms = createRooms({ url, web: github, slack }, { ...deps, ...made, chat });
        const ticks = createTickRouter(rooms.jobs, { verify: createTokenVerifier(scheduler), log });
        return { ...rooms, machines: [ticks, ...rooms.machines] };
      },
    },
  );
  await behind.start();
  return { listener, close: behind.close };
}

function pushIn(config: Parts["config"]) {
  return config.kind === "gcp" ? config.push : undefined;
}

/** Beside the bundle, where there is one. */
function consoleFolder(): string {
  const bundled = new URL("./console/", import.meta.url);
  return fileURLToPath(existsSync(bundled) ? bundled : new URL("../console/dist/", import.meta.url));
}
