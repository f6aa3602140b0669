import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import type { Settings } from "./settings.ts";

const THRESHOLDS = [0.5, 0.8, 1];
/** Beside the models: what the rest costs in a month, with some air. */
const REST = 60;
const DAYS = 31;

/** For all that the project costs, as Google bills it, a day or so late. The services' own budget for models is at once. */
export function createBudget(
  { billingAccount, dollarsPerDay, dollarsPerMonth, name }: Settings,
  { projectNumber, channel, apis }: { projectNumber: string; channel: gcp.monitoring.NotificationChannel; apis: Apis },
): void {
  if (billingAccount === undefined) return;
  new gcp.billing.Budget(
    "budget",
    {
      ...{ billingAccount, displayName: `Frontdesk (${name})` },
      amount: { specifiedAmount: { units: String(dollarsPerMonth ?? Math.ceil(dollarsPerDay * DAYS + REST)) } },
      budgetFilter: { projects: [`projects/${projectNumber}`] },
      thresholdRules: THRESHOLDS.map((thresholdPercent) => ({ thresholdPercent })),
      allUpdatesRule: { monitoringNotificationChannels: [channel.id] },
    },
    { dependsOn: [apis.budgets] },
  );
}
