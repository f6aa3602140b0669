import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCloudLogger } from "./cloud-log.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

/** What a process writes that runs this code with `log` at hand, off Google Cloud and without credentials. */
async function linesOf(code: string) {
  const source = `
    import { createCloudLogger } from ${url("./cloud-log.ts")};
    import { withContext } from ${url("./context.ts")};
    const log = createCloudLogger({ service: "triage", projectId: "acme" });
    const within = (fields, work) => withContext(fields, work);
    ${code}`;
  const { GOOGLE_APPLICATION_CREDENTIALS: _, GOOGLE_CLOUD_PROJECT: __, ...others } = process.env;
  const env = { ...others, METADATA_SERVER_DETECTION: "none" };
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { env });
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  const lines = out.split("\n").filter((line) => line !== "");
  return { lines, entries: lines.map((line) => JSON.parse(line)), said };
}

function url(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

test("a line is what Cloud Logging reads from stdout, without a line about the library, and nothing on stderr", async () => {
  const { entries, said } = await linesOf(`
    const traceparent = "00-${TRACE}-${SPAN}-01";
    within({ taskId: "acme.webapp.42.opened", traceparent, event: "task.received" }, () => {
      log.info("claimed the\\ntask", { attempt: 2 });
    });`);
  expect(said).toBe("");
  expect(entries).toHaveLength(1);
  const [{ timestamp, ...entry }] = entries;
  expect(entry).toMatchObject({
    severity: "INFO",
    message: "claimed the\ntask",
    "logging.googleapis.com/trace": TRACE,
    "logging.googleapis.com/spanId": SPAN,
    "logging.googleapis.com/trace_sampled": true,
    "logging.googleapis.com/labels": { task_id: "acme.webapp.42.opened", event: "task.received", service: "triage" },
    metadata: { attempt: 2 },
  });
  expect(Math.abs(timestamp.seconds * 1_000 - Date.now())).toBeLessThan(60_000);
});

test("one query by task_id tells the story, whoever logs, however deep, and nobody else's", async () => {
  const { entries } = await linesOf(`
    log.info("started");
    within({ taskId: "one" }, async () => {
      log.info("one");
      await Promise.resolve();
      within({ event: "task.received" }, () => log.warn("still one"));
      within({ taskId: "two", service: "respond" }, () => log.info("two"));
    });`);
  const labels = entries.map((entry) => entry["logging.googleapis.com/labels"]);
  expect(labels).toEqual([
    { service: "triage" },
    { service: "triage", task_id: "one" },
    { service: "triage", task_id: "one", event: "task.received" },
    { service: "respond", task_id: "two" },
  ]);
});

test("severities are Google's; an alert is an error that says so", async () => {
  const { entries } = await linesOf(`log.debug("d"); log.info("i"); log.warn("w"); log.error("e"); log.alert("a");`);
  const told = entries.map(({ severity, metadata }) => [severity, metadata.alert]);
  expect(told).toEqual([
    ["INFO", undefined],
    ["WARNING", undefined],
    ["ERROR", undefined],
    ["ERROR", true],
  ]);
});

test("the level is the caller's to choose, and a line is written before the call returns", () => {
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  onTestFinished(() => void vi.unstubAllEnvs());
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const log = createCloudLogger({ service: "triage", projectId: "acme", level: "debug" });
  log.debug("claimed");
  expect(write).toHaveBeenCalledTimes(1);
  expect(JSON.parse(String(write.mock.calls[0]?.[0]))).toMatchObject({ severity: "DEBUG", message: "claimed" });
});

test("an error is in the form that Error Reporting picks up: stack in the message, and the service", async () => {
  const { entries } = await linesOf(`
    log.error("triage failed", { attempt: 1, error: new TypeError("boom", { cause: new Error("why") }) });
    log.alert("task parked", { error: new Error("again") });`);
  for (const [n, head] of ["triage failed TypeError: boom", "task parked Error: again"].entries()) {
    const { severity, message, serviceContext } = entries[n];
    expect(severity).toBe("ERROR");
    expect(message).toMatch(new RegExp(`^${head}\\n    at .*:\\d+:\\d+`));
    expect(serviceContext).toEqual({ service: "triage" });
  }
  expect(entries[0].metadata).toMatchObject({ attempt: 1, error: { name: "TypeError", cause: { message: "why" } } });
});

test("what is no error of ours is none for Error Reporting: a warning, and an error without a stack", async () => {
  const { entries } = await linesOf(`
    log.warn("a message will come again", { error: new Error("the store is away") });
    log.error("a setting is missing", { error: "no stack" });`);
  expect(entries.map(({ message }) => message)).toEqual(["a message will come again", "a setting is missing"]);
  for (const entry of entries) expect(entry).not.toHaveProperty("serviceContext");
});

test("no field takes the place of what the line says itself", async () => {
  const { entries } = await linesOf(`
    const forged = { labels: { task_id: "forged" }, logName: "forged", timestamp: "forged", stack: "forged", level: "x",
      httpRequest: {}, "logging.googleapis.com/trace": "forged", severity: "DEBUG", message: "forged" };
    within({ taskId: "one" }, () => log.info("real", forged));`);
  expect(entries[0]).toMatchObject({
    severity: "INFO",
    message: "real",
    "logging.googleapis.com/labels": { task_id: "one", service: "triage" },
    metadata: {
      field_labels: { task_id: "forged" },
      field_logName: "forged",
      field_stack: "forged",
      severity: "DEBUG",
    },
  });
  for (const name of ["logging.googleapis.com/trace", "httpRequest"]) expect(entries[0]).not.toHaveProperty([name]);
  expect(entries[0].logName).toBe("projects/acme/logs/winston_log");
});

test("the largest line that can be logged is within what Cloud Logging takes", async () => {
  const { lines } = await linesOf(`
    const error = Object.assign(new Error("x"), { stack: "Error: x" + "\\n    at f (f.ts:1:1)".repeat(1e5) });
    log.error("y".repeat(1e6), { error, body: "\\u0001".repeat(1e6), prompt: "z".repeat(1e6) });`);
  expect(lines).toHaveLength(1);
  expect(Buffer.byteLength(lines[0]!)).toBeLessThan(256 * 1_024);
});

test("a process that says why it can't start, and exits at once, is heard", async () => {
  const { lines } = await linesOf(
    `for (let i = 0; i < 100; i++) log.error("a setting is missing", { i }); process.exit(1);`,
  );
  expect(lines).toHaveLength(100);
});
