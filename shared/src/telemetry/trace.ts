import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/**
 * W3C trace context, version 00: `00-TRACE-SPAN-FLAGS`, as carried by HTTP requests and by our events.
 * Anything else (malformed, an id of zeros, another version) counts as absent: a new trace begins.
 */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
/** Google's older header, which Cloud Run still sends. The span is decimal; 0 stands for none. */
const CLOUD_TRACE = /^(?!0{32})([0-9a-f]{32})\/(\d{1,20})(?:;o=([01]))?$/i;
const SAMPLED = "01";

export function newTraceparent(): string {
  return traceparentOf(newTraceId(), newSpanId(), SAMPLED);
}

/** The next span of the same trace, flags kept; of a new one if there is none. */
export function childOf(traceparent: string | undefined): string {
  const [, trace, , flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  return trace === undefined || flags === undefined ? newTraceparent() : traceparentOf(trace, newSpanId(), flags);
}

export function traceIdOf(traceparent: string | undefined): string | undefined {
  return TRACEPARENT.exec(traceparent ?? "")?.[1];
}

export type Span = { traceId: string; spanId: string; isSampled: boolean };

export function spanOf(traceparent: string | undefined): Span | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The trace that a request belongs to, if its headers say so. */
export function traceparentFrom(headers: IncomingHttpHeaders): string | undefined {
  const { traceparent } = headers;
  if (typeof traceparent === "string" && TRACEPARENT.test(traceparent)) return traceparent;
  return fromCloudTrace(headers["x-cloud-trace-context"]);
}

function fromCloudTrace(header: string | string[] | undefined): string | undefined {
  const [, trace, decimal, sampled] = (typeof header === "string" && CLOUD_TRACE.exec(header)) || [];
  if (trace === undefined || decimal === undefined) return undefined;
  const span = BigInt(decimal).toString(16).padStart(16, "0");
  if (span.length > 16) return undefined;
  return traceparentOf(trace.toLowerCase(), decimal === "0" ? newSpanId() : span, sampled === "1" ? SAMPLED : "00");
}

function traceparentOf(trace: string, span: string, flags: string): string {
  return `00-${trace}-${span}-${flags}`;
}

/** Node keeps random UUIDs in stock: a tenth of the cost of random bytes. Their version and variant make sure that no id is all zeros. */
function newTraceId(): string {
  const id = randomUUID();
  return `${id.slice(0, 8)}${id.slice(9, 13)}${id.slice(14, 18)}${id.slice(19, 23)}${id.slice(24)}`;
}

function newSpanId(): string {
  const id = randomUUID();
  return `${id.slice(19, 23)}${id.slice(24)}`;
}
