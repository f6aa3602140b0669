import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import type { LogMetricName } from "./log-metrics.ts";
import { loggedBy, queued, requestsOf } from "./series.ts";
import type { Settings } from "./settings.ts";

type Severity = "CRITICAL" | "ERROR" | "WARNING";
/** PromQL: true while somebody has to look. `title` is a heading of infra/README.md, which says what to do. */
export type Alert = { title: string; severity: Severity; query: string; minutes: number };

/** An event that is handled at all is handled within the sum of its retries' first pauses. */
const OLDEST_MINUTES = 20;
/** GitHub gives up after 10,000. */
const ACK_MILLISECONDS = 2_000;
const SHARES = [50, 80, 100];

export function alertsOf(settings: Settings): { [key: string]: Alert } {
  const { dollarsPerDay } = settings;
  const counted = (metric: LogMetricName) => `sum(increase(${loggedBy(metric, settings)}[10m])) > 0`;
  const spent = `sum(increase(${loggedBy("spend", settings, "_sum")}[1d]))`;
  const answers = requestsOf("ingest", "request_latencies", settings, "_bucket");
  const swept = `sum(increase(${loggedBy("sweeps", settings)}[10m]))`;
  const spend = SHARES.map((share): [string, Alert] => [
    `spend-${share}`,
    {
      ...{ title: `${share} % of the day's budget is spent`, severity: share < 100 ? "WARNING" : "ERROR", minutes: 0 },
      query: `${spent} > ${Math.round(dollarsPerDay * 1e6 * (share / 100))}`,
    },
  ]);
  return {
    "dead-letters": {
      ...{ title: "There are dead letters", severity: "ERROR", minutes: 0 },
      query: `sum(${queued("num_undelivered_messages", settings, { dead: true })}) > 0`,
    },
    "oldest-event": {
      ...{ title: "Events are not handled", severity: "ERROR", minutes: 5 },
      query: `max(${queued("oldest_unacked_message_age", settings, { dead: false })}) > ${OLDEST_MINUTES * 60}`,
    },
    parked: {
      ...{ title: "Tasks are parked", severity: "WARNING", minutes: 0, query: counted("parked") },
    },
    "ack-p99": {
      ...{ title: "Webhooks are answered slowly", severity: "ERROR", minutes: 10 },
      query: `histogram_quantile(0.99, sum by (le) (rate(${answers}[10m]))) > ${ACK_MILLISECONDS}`,
    },
    "deliveries-lost": {
      ...{ title: "Failed deliveries are not brought back", severity: "ERROR", minutes: 0 },
      query: `(${counted("forgotten")}) or (${counted("failedJobs")})`,
    },
    "clock-stopped": {
      ...{ title: "Nobody sweeps", severity: "CRITICAL", minutes: 10 },
      query: `(${swept} or vector(0)) < 1`,
    },
    ...Object.fromEntries(spend),
    canary: {
      ...{ title: "A draft gave away its rules", severity: "ERROR", minutes: 0, query: counted("blocked") },
    },
    alarms: {
      ...{ title: "A service says that a person must look", severity: "ERROR", minutes: 0, query: counted("alarms") },
    },
  };
}

export function createAlerts(settings: Settings, apis: Apis, after: readonly gcp.logging.Metric[]) {
  const channel = new gcp.monitoring.NotificationChannel(
    "told",
    { type: "email", displayName: `Frontdesk: ${settings.alertEmail}`, labels: { email_address: settings.alertEmail } },
    { dependsOn: [apis.monitoring] },
  );
  for (const [key, { title, severity, query, minutes }] of Object.entries(alertsOf(settings))) {
    new gcp.monitoring.AlertPolicy(
      `alert-${key}`,
      {
        ...{ displayName: `${settings.name}: ${title}`, severity, combiner: "OR" },
        conditions: [
          {
            displayName: title,
            conditionPrometheusQueryLanguage: {
              ...{ query, duration: `${minutes * 60}s`, evaluationInterval: "60s", disableMetricValidation: true },
            },
          },
        ],
        notificationChannels: [channel.id],
        documentation: { content: `What to do: infra/README.md, “${title}”.`, mimeType: "text/markdown" },
      },
      { dependsOn: [...after] },
    );
  }
  return channel;
}
