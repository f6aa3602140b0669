import { authorize } from "@frontdesk/shared/http/authorize";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { VerifyToken } from "@frontdesk/shared/http/verify-token";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { type RequestHandler, Router } from "express";

/** Regular work, by its name. */
export type Jobs = { readonly [name: string]: () => Promise<unknown> };

const TICK_PATH = "/internal/tick";

/** What a timer does where a process may be gone between two events: everything that is due, once a minute. */
export function createTickRouter(jobs: Jobs, { verify, log }: { verify: VerifyToken; log: Log }): Router {
  const tick: RequestHandler = async (_request, response) => {
    const failed: string[] = [];
    // One after the other: none of them is in a hurry, and one that fails stops no other.
    for (const [job, run] of Object.entries(jobs)) {
      try {
        await run();
      } catch (error) {
        failed.push(job);
        log.error("a regular job failed", { job, error });
      }
    }
    // The scheduler shows what failed; it comes again in a minute anyway.
    if (failed.length > 0) sendProblem(response, 503, `failed: ${failed.join(", ")}`);
    else response.status(204).end();
  };
  return Router().post(TICK_PATH, authorize(verify, { log, refused: "a tick was refused" }), tick);
}
