import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import { ROLES, type Role, serviceName, TICK } from "./parts.ts";
import type { Settings } from "./settings.ts";

/**
 * What is counted from the log. `message` and `field` are what services write, and a test holds them against the code.
 * A line's own fields are below `jsonPayload.metadata`; an error's stack stands behind its message.
 */
export const LOG_METRICS = {
  parked: { says: "tasks that wait for a person because something is wrong", message: "task parked" },
  alarms: { says: "lines that a person must see", field: "alert", is: "true" },
  blocked: { says: "drafts that gave away the rules they were made by", message: "a draft was blocked" },
  forgotten: { says: "webhooks that GitHub no longer has", message: "GitHub has forgotten a delivery" },
  failedJobs: { says: "sweeps that failed", message: "a regular job failed" },
  sweeps: { says: "rounds of all sweeps that came to their end", of: "desk", path: TICK.path, answered: 204 },
  spend: { says: "what model calls cost, in millionths of a dollar", sum: "cost_micros" },
} as const satisfies { [name: string]: LogMetric };

type LogMetric = { says: string } & (
  | { message: string }
  | { field: string; is: string }
  /** Adds up what the field says. */
  | { sum: string }
  /** Cloud Run's own lines, of requests. */
  | { of: Role; path: string; answered: number }
);

export type LogMetricName = keyof typeof LOG_METRICS;

export function createLogMetrics(settings: Settings, apis: Apis): { [N in LogMetricName]: gcp.logging.Metric } {
  const create = (name: string, metric: LogMetric) => {
    const distribution = "sum" in metric;
    return new gcp.logging.Metric(
      `metric-${name}`,
      {
        ...{ name: metricName(name as LogMetricName, settings), description: metric.says },
        filter: filterOf(metric, settings),
        metricDescriptor: {
          metricKind: "DELTA",
          valueType: distribution ? "DISTRIBUTION" : "INT64",
          unit: "1",
        },
        ...(distribution && {
          valueExtractor: `EXTRACT(jsonPayload.metadata.${metric.sum})`,
          bucketOptions: { exponentialBuckets: { numFiniteBuckets: 32, growthFactor: 2, scale: 1 } },
        }),
      },
      { dependsOn: [apis.logging] },
    );
  };
  return Object.fromEntries(Object.entries(LOG_METRICS).map(([name, metric]) => [name, create(name, metric)])) as {
    [N in LogMetricName]: gcp.logging.Metric;
  };
}

/** Under which its numbers are found. */
export function metricName(name: LogMetricName, settings: Pick<Settings, "name">): string {
  return `${settings.name}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Of this installation's: another one's name may begin as this one's does. */
export function ofServices({ name }: Pick<Settings, "name">, roles: readonly Role[] = ROLES): string {
  const names = roles.map((role) => `"${serviceName(role, name)}"`);
  return `resource.type="cloud_run_revision" AND resource.labels.service_name=(${names.join(" OR ")})`;
}

export function filterOf(metric: LogMetric, settings: Pick<Settings, "name">): string {
  if ("path" in metric)
    return `${ofServices(settings, [metric.of])} AND httpRequest.requestUrl=~"${metric.path}$" AND httpRequest.status=${metric.answered}`;
  return `${ofServices(settings)} AND ${conditionOf(metric)}`;
}

function conditionOf(metric: Exclude<LogMetric, { path: string }>): string {
  if ("message" in metric) return `jsonPayload.message=~"^${metric.message}"`;
  if ("sum" in metric) return `jsonPayload.metadata.${metric.sum}>0`;
  return `jsonPayload.metadata.${metric.field}=${metric.is}`;
}
