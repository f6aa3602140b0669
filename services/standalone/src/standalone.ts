import { subscribeDesk } from "@frontdesk/approval/desk/desk";
import { sweepDeliveries } from "@frontdesk/approval/desk/sweep-deliveries";
import { createIngest, INGEST_TIMEOUTS, WEBHOOK_PATH } from "@frontdesk/ingest/ingest";
import { onReplaySorted } from "@frontdesk/respond/on-replay-sorted";
import { onTaskTriaged } from "@frontdesk/respond/on-task-triaged";
import type { ModelSettings } from "@frontdesk/shared/adapters/model-config";
import { openModel } from "@frontdesk/shared/adapters/open-model";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import type { Retention } from "@frontdesk/shared/domain/retention";
import { serve } from "@frontdesk/shared/http/serve";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { CodeHost, WebhookDeliveries } from "@frontdesk/shared/ports/code-host";
import type { People } from "@frontdesk/shared/ports/people";
import { stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { resume, sweep } from "@frontdesk/shared/steps/sweep";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { measured } from "@frontdesk/shared/telemetry/measure";
import { createMeters } from "@frontdesk/shared/telemetry/meters";
import { onReplayAsked } from "@frontdesk/triage/on-replay-asked";
import { onTaskReceived } from "@frontdesk/triage/on-task-received";
import { every } from "./every.ts";
import { startWeb, type WebConfig, type WebDeps } from "./start-web.ts";

export type StandaloneConfig = ServicesConfig & {
  /** Where everything is kept. */
  file: string;
};

export type ServicesConfig = {
  /** For how long what is there to be looked at is kept. */
  retention: Retention;
  port: number;
  webhookSecrets: readonly string[];
  /** Our App's number on GitHub: how we know what we wrote ourselves. */
  appId?: number;
  decisionKey: string;
  /** Where people decide: on a port of its own, because a tunnel leads to the webhook's. */
  console?: WebConfig;
};

export type Standalone = {
  url: string;
  /** Where GitHub has to send its webhooks. */
  webhook: string;
  console?: { url: string; link: (() => Promise<string>) | undefined };
  /** Takes nothing new, lets what is running end, gives back what doesn't within the grace, and closes the file. */
  close(): Promise<void>;
};

export type StandaloneDeps = {
  codeHost: CodeHost;
  /** What GitHub remembers of its webhooks: none without an App. */
  deliveries?: WebhookDeliveries;
  models: ModelSettings;
  /** Where people see the repositories. */
  web: string;
  /** How people sign in with GitHub. */
  people?: People | undefined;
  /** What else the console's own machine may ask, at the console's address. */
  more?: WebDeps["more"];
  log: Log;
  grace?: number;
};

const SWEEP_EVERY = SECOND;
const SWEEP_DELIVERIES_EVERY = MINUTE;
const STRIP_EVERY = HOUR;

/** For work that is running when the process is asked to stop. What asks kills after 10 s. */
const GRACE = 8 * SECOND;

/** All services in one process, on one file. If it can't start, nothing of it stays. */
export async function startStandalone(
  { file, ...config }: StandaloneConfig,
  deps: StandaloneDeps,
): Promise<Standalone> {
  await using parts = new AsyncDisposableStack();
  const { log } = deps;
  const backend = await openSqlite({ file, log, now: () => new Date(), retention: config.retention });
  parts.defer(() => backend.close());
  const services = await startServices(config, { ...deps, backend });
  parts.defer(services.close);
  const started = parts.move();
  return { ...services, close: () => started.disposeAsync() };
}

/** On a backend that is open, and stays so. */
export async function startServices(
  { retention, port, webhookSecrets, appId, decisionKey, console }: ServicesConfig,
  {
    backend,
    codeHost,
    deliveries,
    models,
    web,
    people,
    more,
    log,
    grace = GRACE,
  }: StandaloneDeps & { backend: Backend },
): Promise<Standalone> {
  const now = () => new Date();
  await using parts = new AsyncDisposableStack();
  const meters = createMeters({ values: backend.values, log, now });
  parts.defer(() => meters.close());
  const { tasks, values, calls, bus } = measured(backend, meters);
  const model = openModel(models, retention.calls, { calls, values, log });
  parts.defer(() => model.close());
  const stopping = new AbortController();
  const deps = { tasks, values, bus, meters, codeHost, model, web, decisionKey, log, now, stopping: stopping.signal };

  const ingest = createIngest({ ...deps, secrets: webhookSecrets, ourselves: { appId }, answersFirst: true });
  const server = await serve(ingest, { port, log, timeouts: { ...INGEST_TIMEOUTS, grace } });
  const subscriptions = [
    bus.subscribe("task.received", async (event) => void (await onTaskReceived(event, deps))),
    bus.subscribe("task.triaged", async (event) => void (await onTaskTriaged(event, deps))),
    bus.subscribe("replay.asked", (event) => onReplayAsked(event, deps)),
    bus.subscribe("replay.sorted", (event) => onReplaySorted(event, deps)),
    ...subscribeDesk(deps),
  ];
  const jobs = [
    every(SWEEP_EVERY, () => sweep(deps), { log }),
    ...(deliveries
      ? [every(SWEEP_DELIVERIES_EVERY, () => sweepDeliveries({ ...deps, deliveries }, stopping.signal), { log })]
      : []),
    every(STRIP_EVERY, () => stripOldTasks(retention.tasks, deps), { log }),
  ];
  parts.defer(async () => {
    const timer = setTimeout(() => stopping.abort(), grace);
    const closing = [...jobs.map((job) => job.stop()), ...subscriptions.map((subscription) => subscription.close())];
    await Promise.all([server.close(), ...closing]);
    clearTimeout(timer);
  });
  await resume(deps);
  const budgetMicros = models.gateway.caps.allMicros;
  const opened = console && (await startWeb(console, { ...deps, calls, people, more, budgetMicros, grace }));
  if (opened) parts.defer(opened.close);

  const started = parts.move();
  const { url } = server;
  return {
    ...{ url, webhook: url + WEBHOOK_PATH, close: () => started.disposeAsync() },
    ...(opened && { console: { url: opened.url, link: opened.link } }),
  };
}
