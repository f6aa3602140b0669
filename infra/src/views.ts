import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import { ofServices } from "./log-metrics.ts";
import { loggedBy, queued, requestsOf } from "./series.ts";
import type { Settings } from "./settings.ts";

const COLUMNS = 12;

/** What a person looks at: one task's story in the log, and all of it in numbers. */
export function createViews(settings: Settings, apis: Apis): void {
  const { name, project } = settings;
  new gcp.logging.SavedQuery(
    "story-of-a-task",
    {
      ...{ name: `${name}-story-of-a-task`, parent: `projects/${project}`, location: "global", visibility: "SHARED" },
      displayName: "Frontdesk: the story of a task",
      description: "Put the task's id in the first line. From the webhook to the comment, across all services.",
      loggingQuery: {
        filter: `labels.task_id="acme.webapp.42.opened"\n${ofServices(settings)}`,
        summaryFields: [{ field: "labels.service" }, { field: "labels.event" }],
      },
    },
    { dependsOn: [apis.logging] },
  );
  new gcp.monitoring.Dashboard(
    "dashboard",
    { dashboardJson: JSON.stringify(dashboardOf(settings)) },
    { dependsOn: [apis.monitoring] },
  );
}

type Chart = { title: string; query: string; unit?: string };

function chartsOf(settings: Settings): Chart[] {
  return [
    {
      title: "Webhooks: time to the answer, p99",
      query: `histogram_quantile(0.99, sum by (le) (rate(${requestsOf("ingest", "request_latencies", settings, "_bucket")}[5m])))`,
      unit: "ms",
    },
    {
      title: "Requests a minute",
      query: `sum by (service_name, response_code_class) (rate(${requestsOf("any", "request_count", settings)}[5m])) * 60`,
    },
    {
      title: "Oldest event, by queue",
      query: `max by (subscription_id) (${queued("oldest_unacked_message_age", settings)})`,
      unit: "s",
    },
    {
      title: "Waiting events and dead letters",
      query: `sum by (subscription_id) (${queued("num_undelivered_messages", settings)})`,
    },
    { title: "Tasks parked an hour", query: `sum(increase(${loggedBy("parked", settings)}[1h]))` },
    { title: "Dollars in 24 hours", query: `sum(increase(${loggedBy("spend", settings, "_sum")}[1d])) / 1e6` },
    {
      title: "Instances",
      query: `sum by (service_name) (${requestsOf("any", "container/instance_count", settings)})`,
    },
    { title: "Lines that a person must see", query: `sum(increase(${loggedBy("alarms", settings)}[1h]))` },
  ];
}

function dashboardOf(settings: Settings) {
  const [width, height] = [COLUMNS / 2, 4];
  return {
    displayName: `Frontdesk (${settings.name})`,
    mosaicLayout: {
      columns: COLUMNS,
      tiles: chartsOf(settings).map(({ title, query, unit }, index) => ({
        ...{ width, height, xPos: (index % 2) * width, yPos: Math.floor(index / 2) * height },
        widget: {
          title,
          xyChart: {
            dataSets: [
              { plotType: "LINE", timeSeriesQuery: { prometheusQuery: query, ...(unit && { unitOverride: unit }) } },
            ],
          },
        },
      })),
    },
  };
}
