import { authorize } from "@frontdesk/shared/http/authorize";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { VerifyToken } from "@frontdesk/shared/http/verify-token";
import { type StripDeps, stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { type SweepDeps, sweep } from "@frontdesk/shared/steps/sweep";
import { type RequestHandler, Router } from "express";
import { type DeliveriesDeps, sweepDeliveries } from "./sweep-deliveries.ts";

export type TickDeps = SweepDeps &
  StripDeps &
  DeliveriesDeps & {
    /** Lets pass the scheduler, and nobody else. */
    verify: VerifyToken;
    /** Tasks that ended longer ago lose their texts. */
    keepTasksDays: number;
    stopping: AbortSignal;
  };

const TICK_PATH = "/internal/tick";

/** What a timer does where a process may be gone between two events: everything that is due, once a minute. */
export function createTickRouter({ verify, ...deps }: TickDeps): Router {
  const tick: RequestHandler = async (_request, response) => {
    const jobs = {
      sweep: () => sweep(deps),
      deliveries: () => sweepDeliveries(deps, deps.stopping),
      strip: () => stripOldTasks(deps.keepTasksDays, deps),
    };
    const failed: string[] = [];
    // One after the other: none of them is in a hurry, and one that fails stops no other.
    for (const [job, run] of Object.entries(jobs)) {
      try {
        await run();
      } catch (error) {
        failed.push(job);
        deps.log.error("a regular job failed", { job, error });
      }
    }
    // The scheduler shows what failed; it comes again in a minute anyway.
    if (failed.length > 0) sendProblem(response, 503, `failed: ${failed.join(", ")}`);
    else response.status(204).end();
  };
  const router = Router();
  router.post(TICK_PATH, authorize(verify, { log: deps.log, refused: "a tick was refused" }), tick);
  return router;
}
