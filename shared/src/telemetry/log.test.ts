import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import Transport from "winston-transport";
import { withContext } from "./context.ts";
import type { Entry, Level } from "./entry.ts";
import { createLogger, type Fields, logTo } from "./log.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

function jsonLog(level: Level = "info") {
  const lines: string[] = [];
  const log = createLogger({ service: "triage", format: "json", level, write: (line) => lines.push(line) });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line)) };
}

test("a line is one JSON object with what queries need, though no caller named it", async () => {
  const { log, lines, entries } = jsonLog();
  const before = Date.now();
  await withContext({ taskId: "acme.webapp.42.opened", traceparent, event: "task.received" }, async () => {
    await setTimeout();
    log.info("claimed the\ntask", { attempt: 2 });
  });
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  const [{ time, ...entry }] = entries();
  expect(entry).toEqual({
    severity: "INFO",
    message: "claimed the\ntask",
    task_id: "acme.webapp.42.opened",
    trace: TRACE,
    service: "triage",
    event: "task.received",
    attempt: 2,
  });
  expect(time).toBe(new Date(time).toISOString());
  expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
});

test("outside of any work, a line has a service and no empty fields", () => {
  const { log, entries } = jsonLog();
  log.info("started");
  expect(Object.keys(entries()[0])).toEqual(["severity", "message", "time", "service"]);
});

test("the context's service goes before the logger's: standalone is many services in one process", () => {
  const { log, entries } = jsonLog();
  withContext({ service: "respond" }, () => log.info("drafted"));
  expect(entries()[0].service).toBe("respond");
});

test("severities are Google's, and an alert is an error that says so", () => {
  const { log, entries } = jsonLog("debug");
  log.debug("d");
  log.info("i");
  log.warn("w");
  log.error("e");
  log.alert("a", { queue: "dead letters" });
  expect(entries().map((entry) => entry.severity)).toEqual(["DEBUG", "INFO", "WARNING", "ERROR", "ERROR"]);
  expect(entries().map((entry) => entry.alert)).toEqual([undefined, undefined, undefined, undefined, true]);
  expect(entries()[4].queue).toBe("dead letters");
});

test("what lies below the level isn't even looked at", () => {
  const { log, entries } = jsonLog("warn");
  let looked = 0;
  const fields = {
    get costly(): number {
      looked += 1;
      return looked;
    },
  };
  log.debug("d", fields);
  log.info("i", fields);
  expect(looked).toBe(0);
  log.warn("w", fields);
  expect(entries()).toMatchObject([{ message: "w", costly: 1 }]);
});

test("no field takes the place of what the line says itself", () => {
  const { log, entries } = jsonLog();
  const fields = { severity: "DEBUG", message: "forged", service: "forged" } as Record<string, unknown> as Fields;
  log.error("real", fields);
  expect(entries()[0]).toMatchObject({ severity: "ERROR", message: "real", service: "triage" });
});

test("winston's own field names are fields like others", () => {
  const { log, entries } = jsonLog();
  log.info("read", { level: "silly", exception: true, stack: "s", splat: [1] });
  expect(entries()[0]).toMatchObject({ severity: "INFO", level: "silly", exception: true, stack: "s", splat: [1] });
});

test("whatever is logged, the caller goes on, and it is one line", () => {
  const { log, lines, entries } = jsonLog();
  const circle: Fields = { big: 1n, error: new Error("boom", { cause: "why" }), huge: "x".repeat(5_000_000) };
  log.error("failed", { ...circle, circle: Object.assign(circle, { circle }), token: "abc" });
  expect(entries()[0]).toMatchObject({ big: "1", error: { message: "boom", cause: "why" }, token: "[masked]" });
  expect(lines[0]!.length).toBeLessThan(256 * 1024);
});

test("another transport gets the context of each line, and may fail without failing the work", () => {
  const labels: unknown[] = [];
  const transport = new Transport({
    log({ context: { service, taskId, event } }: Entry, written: (error?: Error) => void) {
      labels.push({ service, taskId, event });
      written(new Error("the disk is full"));
    },
  });
  const log = logTo(transport, { service: "triage", level: "info" });
  withContext({ taskId: "acme.webapp.42.opened", event: "task.received" }, () => log.info("claimed"));
  expect(labels).toEqual([{ service: "triage", taskId: "acme.webapp.42.opened", event: "task.received" }]);
});

/** A process that runs this code with `log` at hand. */
function child(code: string, format = "json") {
  const source = `
    import { createLogger } from ${JSON.stringify(new URL("./log.ts", import.meta.url).href)};
    const log = createLogger({ service: "triage", format: ${JSON.stringify(format)} });
    ${code}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", source], {
    env: { ...process.env, FORCE_COLOR: "1" },
  });
}

test("a process that says why it can't start, and exits at once, is heard", async () => {
  const { stdout } = child(`
    for (let i = 1; i <= 100; i++) log.error("a setting is missing", { i });
    process.exit(1);`);
  const lines = (await text(stdout)).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).i)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

test("a process goes on when the reader of its lines has gone", async () => {
  const { stdin, stdout, stderr } = child(`
    log.info("first");
    process.stdin.once("data", async () => {
      for (let i = 0; i < 1_000; i++) {
        log.info("nobody reads this");
        await new Promise(setImmediate);
      }
      process.stderr.write("still here");
      process.exit();
    });`);
  const said = text(stderr);
  await once(stdout, "data");
  stdout.destroy();
  await once(stdout, "close");
  stdin.write("go on");
  expect(await said).toBe("still here");
});

test("what is piped into a file has no colours", async () => {
  const { stdout } = child(`log.warn("careful");`, "pretty");
  expect(await text(stdout)).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}triage {3}careful\n$/);
});
