import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { Unusable } from "../domain/errors.ts";
import type { Environment } from "../settings/read-settings.ts";
import { createLogger } from "../telemetry/log.ts";
import { readBackendConfig } from "./backend-config.ts";
import { openBackend } from "./open-backend.ts";

const GCP = { FRONTDESK_BACKEND: "gcp", GOOGLE_CLOUD_PROJECT: "acme-frontdesk-4711" };
const PUSH = { FRONTDESK_PUSH_AUDIENCE: "https://triage.test", FRONTDESK_PUSH_SERVICE_ACCOUNT: "pusher@acme.test" };

const log = createLogger({ service: "test", format: "json", write: () => undefined });

async function open(environment: Environment) {
  const backend = await openBackend(readBackendConfig(environment), { log, now: () => new Date() });
  onTestFinished(() => backend.close());
  return backend;
}

test("the embedded backend is in the folder that the settings say, and needs no routes for its events", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { routes, tasks } = await open({ FRONTDESK_DATA: join(folder, "data") });
  expect(existsSync(join(folder, "data", "frontdesk.db"))).toBe(true);
  expect(routes).toEqual([]);
  expect(await tasks.count(["received"])).toEqual({ received: 0 });
});

test("on Google Cloud, events come in by a route, to whoever subscribes", async () => {
  const { routes, bus } = await open({ ...GCP, ...PUSH });
  expect(routes).toHaveLength(1);
  const subscription = bus.subscribe("task.received", async () => {});
  expect(() => bus.subscribe("task.received", async () => {})).toThrow("task.received has a handler already");
  await subscription.close();
});

test("on Google Cloud, a service that takes events and can't verify them says so when it starts", async () => {
  const { routes, bus } = await open(GCP);
  expect(routes).toEqual([]);
  const says =
    "FRONTDESK_PUSH_AUDIENCE and FRONTDESK_PUSH_SERVICE_ACCOUNT are missing: this service takes task.received, and what is pushed to it is verified by them.";
  expect(() => bus.subscribe("task.received", async () => {})).toThrow(new Unusable(says));
});

/** A process that opens a backend, does what the test says, and closes it. */
async function run(environment: Environment, work: string) {
  const source = `
    const { readBackendConfig } = await import(${url("./backend-config.ts")});
    const { openBackend } = await import(${url("./open-backend.ts")});
    const { createLogger } = await import(${url("../telemetry/log.ts")});
    const log = createLogger({ service: "test", format: "json", write: () => undefined });
    const backend = await openBackend(readBackendConfig(process.env), { log, now: () => new Date() });
    ${work}
    await backend.close();
    console.log("closed");`;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ["--eval", source], {
    env: { PATH, HOME, METADATA_SERVER_DETECTION: "none", ...environment },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { out: out.trim().split("\n"), said, code };
}

test("off Google Cloud and without credentials a process opens, closes, and ends by itself, without a warning", async () => {
  const { out, said, code } = await run({ ...GCP, ...PUSH }, "");
  expect(said).toBe("");
  expect(code).toBe(0);
  expect(out).toEqual(["closed"]);
});

test("off Google Cloud and without credentials every use is refused as Unavailable, soon, and the process lives", async () => {
  const event = JSON.stringify({ v: 1, type: "task.received", taskId: "acme.webapp.1.opened", traceparent: "" });
  const { out, said, code } = await run(
    GCP,
    `const uses = [() => backend.bus.publish(${event}), () => backend.tasks.get("acme.webapp.1.opened")];
     for (const use of uses) await use().catch((error) => console.log(error.name));`,
  );
  expect(said).toBe("");
  expect(code).toBe(0);
  expect(out.slice(0, 2)).toEqual(["Unavailable", "Unavailable"]);
});

test("the embedded backend loads nothing of Google's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { out, said } = await run(
    { FRONTDESK_DATA: folder },
    `const { createRequire } = await import("node:module");
     const loaded = Object.keys(createRequire(${url("./open-backend.ts")}).cache);
     console.log(loaded.filter((path) => /google|grpc/.test(path)).length);`,
  );
  expect(said).toBe("");
  expect(out[0]).toBe("0");
});

function url(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}
