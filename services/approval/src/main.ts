import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { appKeyIn, readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { runService } from "@frontdesk/shared/adapters/run-service";
import { createTokenVerifier } from "@frontdesk/shared/http/verify-token";
import { createWorker } from "@frontdesk/shared/http/worker";
import { subscribeDesk } from "./desk/desk.ts";
import { readDeskConfig } from "./desk/desk-config.ts";
import { createReadTokenRouter } from "./desk/read-token.ts";
import { createTickRouter } from "./desk/tick.ts";

await runService("desk", process.env, ({ backend, config, log, now, stopping }) => {
  const { decisionKey, readers, scheduler } = readDeskConfig(
    process.env,
    config.kind === "gcp" ? config.push : undefined,
  );
  const settings = readGitHubConfig(process.env);
  const { baseUrl } = settings;
  const { codeHost, deliveries, readToken } = createGitHub({ ...appKeyIn(settings), baseUrl, log, now });
  const { tasks, values, bus, routes } = backend;
  const deps = { tasks, values, bus, codeHost, deliveries, decisionKey, log, now, stopping };
  const ticks = createTickRouter({
    ...{ ...deps, keepTasksDays: config.retention.tasks },
    verify: createTokenVerifier(scheduler),
  });
  const readTokens = createReadTokenRouter({ verify: createTokenVerifier(readers), readToken, log });
  const listener = createWorker({ tasks, routes: [...routes, ticks, readTokens] }, deps);
  return { listener, subscriptions: subscribeDesk(deps) };
});
