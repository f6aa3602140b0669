import type { Express, RequestHandler } from "express";
import type { TaskStore } from "../ports/task-store.ts";
import type { Log } from "../telemetry/log.ts";
import { createApp } from "./app.ts";
import { health } from "./health.ts";

/** What a service serves that works on events: its health, and what brings the events. */
export function createWorker(
  { tasks, routes }: { tasks: TaskStore; routes: readonly RequestHandler[] },
  { log, now }: { log: Log; now: () => Date },
): Express {
  return createApp([health({ store: () => tasks.due(now(), 1) }, { log }), ...routes], { log });
}
