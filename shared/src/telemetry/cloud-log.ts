import { LoggingWinston } from "@google-cloud/logging-winston";
import Transport from "winston-transport";
import type { Entry, Level } from "./entry.ts";
import { type Log, logTo } from "./log.ts";
import { spanOf } from "./trace.ts";

/** Error Reporting groups by the first lines; the whole stack is among the fields. */
const LONGEST_STACK = 8_000;

/**
 * For Cloud Run, which reads stdout: Google's own transport, writing its JSON there. It calls no API, so it needs no
 * credentials, and a line that is written can't be lost on the way to one.
 *
 * `labels.task_id="…"` in the Logs Explorer tells a task's story across all services; the fields of a line are under
 * `jsonPayload.metadata`.
 */
export function createCloudLogger(options: { service: string; projectId: string; level?: Level }): Log {
  const { service, projectId, level = "info" } = options;
  const google = new LoggingWinston({
    projectId,
    redirectToStdout: true,
    useMessageField: false,
    serviceContext: { service },
  });
  withoutDiagnostics();
  const transport = new Transport({
    log(entry: Entry, written: () => void) {
      google.log(infoOf(entry), written);
    },
  });
  return logTo(transport, { service, level });
}

/** What the transport takes out of an entry's metadata, to put it where Cloud Logging looks for it. */
const TAKEN = ["level", "message", "splat", "stack", "labels", "logName", "httpRequest", "timestamp"];

function infoOf({ level, message, time, context, fields }: Entry): Record<string, unknown> {
  const { taskId, event, service, traceparent } = context;
  const span = spanOf(traceparent);
  return {
    ...asMetadata(fields),
    level,
    message,
    timestamp: time,
    // On each line: labels that a logger was given as a whole would be replaced by these.
    labels: definedOf({ task_id: taskId, event, service }),
    ...(span && {
      [LoggingWinston.LOGGING_TRACE_KEY]: span.traceId,
      [LoggingWinston.LOGGING_SPAN_KEY]: span.spanId,
      [LoggingWinston.LOGGING_SAMPLED_KEY]: span.isSampled,
    }),
    ...(level === "error" && { stack: stackOf(fields) }),
  };
}

/** No field takes the place of what the line says itself: one that would is given another name. */
function asMetadata(fields: Entry["fields"]): Record<string, unknown> {
  const isTaken = (name: string) => TAKEN.includes(name) || name.startsWith("logging.googleapis.com/");
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [isTaken(name) ? `field_${name}` : name, value]),
  );
}

/** Error Reporting takes a line of severity ERROR whose message has a stack: the transport puts this one there. */
function stackOf(fields: Entry["fields"]): string | undefined {
  for (const value of Object.values(fields)) {
    if (typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string")
      return value.stack.slice(0, LONGEST_STACK);
  }
  return undefined;
}

function definedOf(labels: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter((label): label is [string, string] => label[1] !== undefined),
  );
}

/**
 * Keeps away the line about itself that the library writes before the first one: it has no message and belongs to no
 * service. Both flags are its own, and undocumented; a test notices when they no longer work.
 */
function withoutDiagnostics(): void {
  Object.assign(globalThis, { instrumentationAdded: true, shouldSkipInstrumentationCheck: true });
}
