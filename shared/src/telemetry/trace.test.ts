import { expect, test } from "vitest";
import { childOf, newTraceparent, spanOf, traceIdOf, traceparentFrom } from "./trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const PARENT = `00-${TRACE}-${SPAN}-01`;

test("a new trace is sampled, and no two are alike", () => {
  const one = newTraceparent();
  expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(traceIdOf(one)).not.toBe(traceIdOf(newTraceparent()));
});

test("a child keeps the trace and the flags, and is a span of its own", () => {
  expect(childOf(PARENT)).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-01$`));
  expect(childOf(`00-${TRACE}-${SPAN}-00`)).toMatch(/-00$/);
});

test.each([
  ["nothing", undefined],
  ["an empty text", ""],
  ["no traceparent", "hello"],
  ["a trace id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
  ["a span id of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["a later version", `01-${TRACE}-${SPAN}-01`],
  ["the version that no one may have", `ff-${TRACE}-${SPAN}-01`],
  ["capitals", PARENT.toUpperCase()],
  ["a short trace id", `00-${TRACE.slice(1)}-${SPAN}-01`],
  ["something behind it", `${PARENT}-more`],
  ["a line break behind it", `${PARENT}\n`],
  ["two at once", `${PARENT}, ${PARENT}`],
])("%s counts as absent, and a new trace begins", (_what, traceparent) => {
  expect(traceIdOf(traceparent)).toBeUndefined();
  const child = childOf(traceparent);
  expect(traceIdOf(child)).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf(child)).not.toBe(TRACE);
});

test("a request's traceparent goes before Google's own header", () => {
  const cloud = `${"a".repeat(32)}/1;o=1`;
  expect(traceparentFrom({ traceparent: PARENT, "x-cloud-trace-context": cloud })).toBe(PARENT);
  expect(traceparentFrom({ traceparent: "broken", "x-cloud-trace-context": cloud })).toMatch(/^00-a{32}-/);
});

test.each([
  ["sampled", `${TRACE}/67667974448284343;o=1`, PARENT],
  ["not sampled", `${TRACE}/67667974448284343;o=0`, `00-${TRACE}-${SPAN}-00`],
  ["without options", `${TRACE}/67667974448284343`, `00-${TRACE}-${SPAN}-00`],
  ["in capitals", `${TRACE.toUpperCase()}/67667974448284343;o=1`, PARENT],
  ["with the largest span", `${TRACE}/18446744073709551615;o=1`, `00-${TRACE}-ffffffffffffffff-01`],
])("Google's header is read: %s", (_what, header, expected) => {
  expect(traceparentFrom({ "x-cloud-trace-context": header })).toBe(expected);
});

test("Google's header may name a trace without a span", () => {
  const traceparent = traceparentFrom({ "x-cloud-trace-context": `${TRACE}/0;o=1` });
  expect(traceIdOf(traceparent)).toBe(TRACE);
});

test.each([
  ["a trace id of zeros", `${"0".repeat(32)}/1;o=1`],
  ["a span that has no 64 bits", `${TRACE}/18446744073709551616;o=1`],
  ["a span in hexadecimal", `${TRACE}/${SPAN};o=1`],
  ["no span", TRACE],
  ["an unknown option", `${TRACE}/1;o=7`],
])("Google's header counts as absent with %s", (_what, header) => {
  expect(traceparentFrom({ "x-cloud-trace-context": header })).toBeUndefined();
});

test("a span is told apart: its trace, its id, and whether it is sampled", () => {
  const span = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const parent = `00-${span.traceId}-${span.spanId}`;
  expect(spanOf(`${parent}-01`)).toEqual({ ...span, isSampled: true });
  expect(spanOf(`${parent}-03`)).toEqual({ ...span, isSampled: true });
  expect(spanOf(`${parent}-02`)).toEqual({ ...span, isSampled: false });
  expect(spanOf(`${parent}-0`)).toBeUndefined();
  expect(spanOf(undefined)).toBeUndefined();
});
