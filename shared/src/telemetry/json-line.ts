import type { Entry, Level } from "./entry.ts";
import { traceIdOf } from "./trace.ts";

/** As Google Cloud spells them. */
const SEVERITY: Record<Level, string> = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR" };

export function jsonLine({ level, message, time, context, fields }: Entry): string {
  const head = {
    severity: SEVERITY[level],
    message,
    time: time.toISOString(),
    task_id: context.taskId,
    trace: traceIdOf(context.traceparent),
    service: context.service,
    event: context.event,
  };
  // The head comes first and has the last word: no field may take the place of what queries rely on.
  return `${JSON.stringify({ ...head, ...fields, ...head })}\n`;
}
