import { z } from "zod";
import type { Kind } from "../google.ts";

const LOGGING = "logging.googleapis.com";
const MONITORING = "monitoring.googleapis.com";

/** What tells people. */
export const ALERTING: { [type: string]: Kind } = {
  "gcp:logging/metric:Metric": {
    api: LOGGING,
    schema: z.strictObject({
      ...{ name: z.string().max(100), description: z.string(), filter: z.string().max(20_000) },
      metricDescriptor: z.strictObject({
        ...{ metricKind: z.literal("DELTA"), valueType: z.enum(["INT64", "DISTRIBUTION"]), unit: z.string() },
      }),
      valueExtractor: z
        .string()
        .regex(/^EXTRACT\(.+\)$/)
        .optional(),
      bucketOptions: z
        .strictObject({
          exponentialBuckets: z.strictObject({
            numFiniteBuckets: z.int(),
            growthFactor: z.number(),
            scale: z.number(),
          }),
        })
        .optional(),
    }),
    id: ({ name }) => `metric ${name}`,
    // As PromQL spells it, which is how alerts speak of it.
    names: ({ name }) => [`logged ${name.replace(/\W/g, "_")}`],
    replaceOn: ["name"],
  },
  "gcp:logging/savedQuery:SavedQuery": {
    api: LOGGING,
    schema: z.strictObject({
      ...{ name: z.string(), parent: z.string().startsWith("projects/"), location: z.literal("global") },
      ...{ visibility: z.enum(["SHARED", "PRIVATE"]), displayName: z.string(), description: z.string() },
      loggingQuery: z.strictObject({
        filter: z.string(),
        summaryFields: z.array(z.strictObject({ field: z.string() })),
      }),
    }),
    id: ({ name, parent }) => `${parent}/locations/global/savedQueries/${name}`,
    replaceOn: ["name", "parent"],
  },
  "gcp:monitoring/notificationChannel:NotificationChannel": {
    api: MONITORING,
    schema: z.strictObject({
      ...{ type: z.literal("email"), displayName: z.string() },
      labels: z.strictObject({ email_address: z.email() }),
    }),
    id: ({ labels }, { projectId }) => `projects/${projectId}/notificationChannels/${labels.email_address}`,
  },
  "gcp:monitoring/alertPolicy:AlertPolicy": {
    api: MONITORING,
    schema: z.strictObject({
      ...{ displayName: z.string(), severity: z.enum(["CRITICAL", "ERROR", "WARNING"]), combiner: z.literal("OR") },
      conditions: z.array(
        z.strictObject({
          displayName: z.string(),
          conditionPrometheusQueryLanguage: z.strictObject({
            ...{ query: z.string(), duration: z.string().regex(/^\d+s$/), evaluationInterval: z.string() },
            disableMetricValidation: z.boolean(),
          }),
        }),
      ),
      notificationChannels: z.array(z.string()).min(1),
      documentation: z.strictObject({ content: z.string(), mimeType: z.literal("text/markdown") }),
    }),
    id: ({ displayName }, { projectId }) => `projects/${projectId}/alertPolicies/${displayName}`,
    uses: ({ notificationChannels, conditions }) => [
      ...notificationChannels,
      ...conditions.flatMap((one: { conditionPrometheusQueryLanguage: { query: string } }) =>
        [...one.conditionPrometheusQueryLanguage.query.matchAll(/logging_googleapis_com:user_(\w+?)(?:_sum)?\{/g)].map(
          ([, metric]) => `logged ${metric}`,
        ),
      ),
    ],
  },
  "gcp:monitoring/dashboard:Dashboard": {
    api: MONITORING,
    schema: z.strictObject({ dashboardJson: z.string().refine(isJson, "no JSON") }),
    id: ({ dashboardJson }) => `dashboard ${JSON.parse(dashboardJson).displayName}`,
  },
  "gcp:billing/budget:Budget": {
    api: "billingbudgets.googleapis.com",
    schema: z.strictObject({
      ...{ billingAccount: z.string(), displayName: z.string() },
      amount: z.strictObject({ specifiedAmount: z.strictObject({ units: z.string().regex(/^\d+$/) }) }),
      budgetFilter: z.strictObject({ projects: z.array(z.string().regex(/^projects\/\d+$/)) }),
      thresholdRules: z.array(z.strictObject({ thresholdPercent: z.number().positive() })),
      allUpdatesRule: z.strictObject({ monitoringNotificationChannels: z.array(z.string()) }),
    }),
    id: ({ billingAccount, displayName }) => `${billingAccount}/budgets/${displayName}`,
    uses: ({ allUpdatesRule }) => allUpdatesRule.monitoringNotificationChannels,
    replaceOn: ["billingAccount"],
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
