import type { RequestListener } from "node:http";
import { Unusable } from "../domain/errors.ts";
import { SECOND } from "../domain/limits.ts";
import { serve } from "../http/serve.ts";
import { untilStopped } from "../http/until-stopped.ts";
import type { Subscription } from "../ports/event-bus.ts";
import type { Environment } from "../settings/read-settings.ts";
import { unknownSettings } from "../settings/setting-names.ts";
import { createLogger, type Log } from "../telemetry/log.ts";
import { measured } from "../telemetry/measure.ts";
import { createMeters, type Meters } from "../telemetry/meters.ts";
import { type BackendConfig, readBackendConfig } from "./backend-config.ts";
import { type OpenedBackend, openBackend } from "./open-backend.ts";

/** What a service is made of. */
export type Parts = {
  backend: OpenedBackend;
  config: BackendConfig;
  meters: Meters;
  log: Log;
  now: () => Date;
  /** Aborts when the process is asked to stop: what would stay open without an end has to end. */
  closing: AbortSignal;
  /** Aborts when the process has to end: work that isn't finished by then is given back. */
  stopping: AbortSignal;
};

export type Service = {
  listener: RequestListener;
  subscriptions?: readonly Subscription[];
  /** When nothing runs any more, and the backend is still there. */
  close?: () => Promise<void>;
};

/** For requests and work that run when the process is asked to stop. Cloud Run kills after 10 s. */
const GRACE = 8 * SECOND;

/** What is the same in every service: settings, log, backend, server, and to stop in time. Settings that are wrong are said on stderr. */
export async function runService(
  name: string,
  environment: Environment,
  build: (parts: Parts) => Promise<Service> | Service,
): Promise<never> {
  try {
    return await run(name, environment, build);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function run(
  name: string,
  environment: Environment,
  build: (parts: Parts) => Promise<Service> | Service,
): Promise<never> {
  const config = readBackendConfig(environment);
  const log = await openLog(name, config, environment);
  // No reason not to start: a revision before this one may run beside settings of the one after it.
  for (const sentence of unknownSettings(environment)) log.warn("a setting is not known", { why: sentence });
  const now = () => new Date();
  const closing = new AbortController();
  const stopping = new AbortController();
  const opened = await openBackend(config, { log, now });
  const meters = createMeters({ values: opened.values, log, now });
  const backend = measured(opened, meters);
  const service = await build({
    backend,
    meters,
    config,
    log,
    now,
    closing: closing.signal,
    stopping: stopping.signal,
  });
  const { listener, subscriptions = [] } = service;
  const server = await serve(listener, { ...addressIn(environment), log, timeouts: { grace: GRACE } });
  log.info("listening", { url: server.url });
  const close = async () => {
    closing.abort();
    const timer = setTimeout(() => stopping.abort(), GRACE);
    await Promise.all([server.close(), ...subscriptions.map((subscription) => subscription.close())]);
    clearTimeout(timer);
    await service.close?.();
    await meters.close();
    await backend.close();
  };
  return untilStopped(close, { log });
}

/** Cloud Run reads lines of its own kind; elsewhere, emulators included, they are plain JSON. */
async function openLog(service: string, config: BackendConfig, { K_SERVICE }: Environment): Promise<Log> {
  if (config.kind !== "gcp" || !K_SERVICE) return createLogger({ service, format: "json" });
  const { createCloudLogger } = await import("../telemetry/cloud-log.ts");
  return createCloudLogger({ service, projectId: config.projectId });
}

/** On Cloud Run whoever gets through to the container may; elsewhere only this machine. */
function addressIn({ PORT = "8080", K_SERVICE }: Environment): { port: number; host: string } {
  if (!/^\d{1,5}$/.test(PORT)) throw new Unusable(`PORT is "${PORT}", but must be a number.`);
  return { port: Number(PORT), host: K_SERVICE ? "0.0.0.0" : "127.0.0.1" };
}
