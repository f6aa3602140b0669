import { type StripDeps, stripOldTasks } from "@frontdesk/shared/steps/strip-old-tasks";
import { type SweepDeps, sweep } from "@frontdesk/shared/steps/sweep";
import type { Jobs } from "../tick.ts";
import { type DeliveriesDeps, sweepDeliveries } from "./sweep-deliveries.ts";

export type DeskJobsDeps = SweepDeps &
  StripDeps &
  DeliveriesDeps & {
    /** Tasks that ended longer ago lose their texts. */
    keepTasksDays: number;
    stopping: AbortSignal;
  };

export function deskJobs(deps: DeskJobsDeps): Jobs {
  return {
    sweep: () => sweep(deps),
    deliveries: () => sweepDeliveries(deps, deps.stopping),
    strip: () => stripOldTasks(deps.keepTasksDays, deps),
  };
}
