import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { filterOf, LOG_METRICS, type LogMetricName } from "./log-metrics.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = globSync("{shared,services/*}/src/**/*.ts", { cwd: root }).map((file) =>
  readFileSync(`${root}${file}`, "utf8"),
);

describe.each(Object.entries(LOG_METRICS))("%s", (_, metric) => {
  const filter = filterOf(metric, { name: "frontdesk" });

  test("is what a service writes, or where it is called", () => {
    const quoted = "message" in metric ? metric.message : "path" in metric ? metric.path : undefined;
    const written =
      quoted !== undefined ? `"${quoted}"` : `${"sum" in metric ? metric.sum : "field" in metric && metric.field}: `;
    expect(sources.filter((source) => source.includes(written)).length, written).toBeGreaterThan(0);
  });

  test("counts nothing of another installation whose name begins the same", () => {
    expect(filter).toContain('"frontdesk-desk"');
    expect(filter).not.toMatch(/service_name=~/);
  });
});

test("a line that tells of an error is found, although its stack stands behind the message", () => {
  const messages = linesOfServices().map((line) => (JSON.parse(line) as { message: string }).message);
  expect(messages[0]).toMatch(/^a regular job failed Error: 401 bad key\n/);
  const found = messages.map((message) => counting(message));
  expect(found).toEqual([["failedJobs"], ["failedJobs"], ["parked"], []]);
});

/** Which metrics count a line with this message. */
function counting(message: string): LogMetricName[] {
  return (Object.keys(LOG_METRICS) as LogMetricName[]).filter((name) => {
    const [, pattern] = /jsonPayload\.message=~"([^"]+)"/.exec(filterOf(LOG_METRICS[name], { name: "x" })) ?? [];
    return pattern !== undefined && new RegExp(pattern).test(message);
  });
}

/** What the services' own logger writes on Cloud Run. */
function linesOfServices(): string[] {
  const logger = JSON.stringify(new URL("../../shared/src/telemetry/cloud-log.ts", import.meta.url).href);
  const code = `
    const { createCloudLogger } = await import(${logger});
    const log = createCloudLogger({ service: "desk", projectId: "acme" });
    log.error("a regular job failed", { job: "deliveries", error: new Error("401 bad key") });
    log.error("a regular job failed", { job: "sweep" });
    log.info("task parked");
    log.info("told of a task parked");`;
  const env = { ...process.env, METADATA_SERVER_DETECTION: "none" };
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8", env });
  return out.trimEnd().split("\n");
}
