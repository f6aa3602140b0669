import { type Response, Router } from "express";
import { SECOND } from "../domain/limits.ts";
import { unlessAborted } from "../ports/unless-aborted.ts";
import type { Log } from "../telemetry/log.ts";

/** Resolves if what the service needs is there. `signal` aborts when it has taken too long. */
export type Check = (signal: AbortSignal) => Promise<unknown>;

const CHECK_WITHIN = 2 * SECOND;

/**
 * `/healthz`: the process is alive. `/readyz`: it can do its work, because every check passed in time. Which check failed is for
 * everybody to read; why it failed is for the log alone. Cloud Run may keep paths that end in z to itself, so from outside of
 * it one asks `/ready`.
 */
export function health(checks: { [name: string]: Check }, { log }: { log: Log }): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get(["/readyz", "/ready"], async (_request, response: Response) => {
    const results = await Promise.all(Object.entries(checks).map(([name, check]) => failure(name, check, log)));
    const failed = results.filter((name) => name !== undefined);
    if (failed.length === 0) response.json({ status: "ok" });
    else response.status(503).json({ status: "unavailable", failed });
  });
  return router;
}

async function failure(name: string, check: Check, log: Log): Promise<string | undefined> {
  const signal = AbortSignal.timeout(CHECK_WITHIN);
  try {
    // Some checks don't listen to their signal.
    await unlessAborted(check(signal), signal);
    return undefined;
  } catch (error) {
    log.warn("not ready", { check: name, error });
    return name;
  }
}
