import { expect, onTestFinished, test } from "vitest";
import { createLogger } from "../telemetry/log.ts";
import { createApp } from "./app.ts";
import { type Check, health } from "./health.ts";
import { serve } from "./serve.ts";

const fine: Check = async () => undefined;

async function start(checks: { [name: string]: Check }) {
  const lines: string[] = [];
  const log = createLogger({ service: "test", format: "json", write: (line) => lines.push(line) });
  const server = await serve(createApp([health(checks, { log })], { log }), { port: 0, log });
  onTestFinished(() => server.close());
  const get = async (path: string) => {
    const response = await fetch(server.url + path);
    return { status: response.status, body: await response.json() };
  };
  return { get, lines };
}

test.each(["/readyz", "/ready"])("is ready at %s when every check passes", async (path) => {
  const { get } = await start({ store: fine, bus: fine });
  expect(await get(path)).toEqual({ status: 200, body: { status: "ok" } });
});

test("says which checks failed to everybody, and why to the log alone", async () => {
  const down: Check = async () => {
    throw new Error("connect 10.0.0.7 refused");
  };
  const broken: Check = () => {
    throw new Error("not even a promise");
  };
  const { get, lines } = await start({ store: down, bus: fine, model: broken });
  expect(await get("/readyz")).toEqual({ status: 503, body: { status: "unavailable", failed: ["store", "model"] } });
  const logged = lines.map((line) => JSON.parse(line)).map(({ check, error }) => `${check}: ${error.message}`);
  expect(logged.toSorted()).toEqual(["model: not even a promise", "store: connect 10.0.0.7 refused"]);
});

test("is alive, though no check passes", async () => {
  const { get } = await start({ store: () => Promise.reject(new Error("down")) });
  expect(await get("/healthz")).toEqual({ status: 200, body: { status: "ok" } });
});

test("a check that hangs has failed after two seconds, and was told to stop", async () => {
  let given: AbortSignal | undefined;
  const hangs: Check = (signal) => {
    given = signal;
    return new Promise(() => undefined);
  };
  const { get } = await start({ bus: fine, store: hangs });
  expect(await get("/readyz")).toEqual({ status: 503, body: { status: "unavailable", failed: ["store"] } });
  expect(given?.aborted).toBe(true);
});
