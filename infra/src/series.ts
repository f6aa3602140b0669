import { type LogMetricName, metricName } from "./log-metrics.ts";
import { ROLES, type Role, serviceName } from "./parts.ts";
import type { Settings } from "./settings.ts";

// Google's numbers about us, as PromQL asks for them.

type Name = Pick<Settings, "name">;
type Ending = "_bucket" | "_sum";

/** What Cloud Run counts of a service, or of all. */
export function requestsOf(role: Role | "any", metric: string, { name }: Name, ending?: Ending): string {
  const which =
    role === "any" ? `service_name=~"${name}-(${ROLES.join("|")})"` : `service_name="${serviceName(role, name)}"`;
  return series(`run.googleapis.com/${metric}`, "cloud_run_revision", [which], ending);
}

/** What waits in Pub/Sub: for a service, or, dead, for a person. */
export function queued(metric: string, { name }: Name, { dead }: { dead?: boolean } = {}): string {
  const ours = `subscription_id=~"${name}[.].*"`;
  const which = dead === undefined ? [] : [`subscription_id${dead ? "=~" : "!~"}".*[.]dead"`];
  return series(`pubsub.googleapis.com/subscription/${metric}`, "pubsub_subscription", [ours, ...which]);
}

/** What was counted from the log. */
export function loggedBy(metric: LogMetricName, settings: Name, ending?: Ending): string {
  return series(`logging.googleapis.com/user/${metricName(metric, settings)}`, "cloud_run_revision", [], ending);
}

function series(metric: string, on: string, matches: readonly string[], ending: Ending | "" = ""): string {
  return `${promName(metric)}${ending}{${[`monitored_resource="${on}"`, ...matches].join(",")}}`;
}

/**
 * A metric as PromQL has it, by Google's own rule: the first slash becomes a colon, all that PromQL has no letter for a
 * low line. https://cloud.google.com/monitoring/promql/promql-mapping
 */
function promName(metric: string): string {
  const [service = "", ...path] = metric.split("/");
  return `${plain(service)}:${plain(path.join("/"))}`;
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "_");
}
