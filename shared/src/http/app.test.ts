import express, { Router } from "express";
import { expect, onTestFinished, test } from "vitest";
import { Unavailable } from "../domain/errors.ts";
import { currentContext } from "../telemetry/context.ts";
import { createLogger } from "../telemetry/log.ts";
import { traceIdOf } from "../telemetry/trace.ts";
import { createApp } from "./app.ts";
import { serve } from "./serve.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const SECRET = "the key is under the mat";

async function start(routes: (router: Router) => void) {
  const lines: string[] = [];
  const log = createLogger({ service: "test", format: "json", write: (line) => lines.push(line) });
  const router = Router();
  routes(router);
  const server = await serve(createApp([router], { log }), { port: 0, log });
  onTestFinished(() => server.close());
  return {
    ask: (path: string, init?: RequestInit) => fetch(server.url + path, init),
    entries: () => lines.map((line) => JSON.parse(line)),
  };
}

function throwing(error: Error) {
  return start((router) =>
    router.get("/", async () => {
      throw error;
    }),
  );
}

test("an unknown path is a problem that names it, and nothing tells what serves here", async () => {
  const { ask } = await start(() => undefined);
  const response = await ask("/nope?secret=1", { method: "DELETE" });
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(response.headers.has("x-powered-by")).toBe(false);
  expect(await response.json()).toEqual({ title: "Not Found", status: 404, detail: "There is no DELETE /nope here." });
});

test("an error is a 500 that tells nothing, and a log line that tells all, under the request's trace", async () => {
  const { ask, entries } = await throwing(new Error(SECRET));
  const response = await ask("/", { headers: { traceparent: `00-${TRACE}-${SPAN}-01` } });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ title: "Internal Server Error", status: 500 });
  expect(entries()).toMatchObject([
    {
      severity: "ERROR",
      trace: TRACE,
      method: "GET",
      path: "/",
      error: { message: SECRET, stack: expect.any(String) },
    },
  ]);
});

test("the log shows neither a sign-in link's token, which may still be good, nor what stands in a query", async () => {
  const { ask, entries } = await start((router) =>
    router.use(() => {
      throw new Error("the store is away");
    }),
  );
  await ask("/sign-in/link/t0ken?next=%2Fn3xt");
  await ask("/SIGN-IN/LINK/t0ken/");
  await ask("/sign-in/github/callback?code=c0de&state=st4te");
  expect(entries().map(({ path }) => path)).toEqual(["/sign-in/link/…", "/SIGN-IN/LINK/…", "/sign-in/github/callback"]);
  expect(JSON.stringify(entries())).not.toMatch(/t0ken|n3xt|c0de|st4te/);
});

test("what another service answered to us is not our answer", async () => {
  const { ask } = await throwing(Object.assign(new Error(SECRET), { status: 404 }));
  const response = await ask("/");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain(SECRET);
});

test("what is unavailable is a 503 that asks to come again", async () => {
  const { ask, entries } = await throwing(new Unavailable(SECRET));
  const response = await ask("/");
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(await response.json()).toEqual({ title: "Service Unavailable", status: 503 });
  expect(entries()).toMatchObject([{ severity: "ERROR", error: { name: "Unavailable" } }]);
});

test.each([
  ["is too large", 413, "[1,2,3,4,5]", "application/json"],
  ["is no JSON", 400, "[1,2", "application/json"],
  ["has a charset that nobody reads", 415, "[]", "application/json; charset=x"],
])("a body that %s is the sender's fault, and is told so", async (_what, status, body, type) => {
  const { ask, entries } = await start((router) => router.post("/", express.json({ limit: 10 })));
  const response = await ask("/", { method: "POST", body, headers: { "content-type": type } });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ status, detail: expect.any(String) });
  expect(entries()).toEqual([]);
});

test("a path that can't be decoded is the sender's fault", async () => {
  const { ask, entries } = await start((router) => router.get("/:id", (_request, response) => void response.end()));
  expect((await ask("/%zz")).status).toBe(400);
  expect(entries()).toEqual([]);
});

test("an answer that fails half way is cut off, never made to look whole", async () => {
  const { ask, entries } = await start((router) =>
    router.get("/", (_request, response) => {
      response.write("half");
      throw new Error(SECRET);
    }),
  );
  const response = ask("/").then((answer) => answer.text());
  await expect(response).rejects.toThrow();
  expect(entries()).toMatchObject([{ error: { message: SECRET } }]);
});

test("the request's trace goes on, also behind the body parser, as a span of its own", async () => {
  const { ask } = await start((router) =>
    router.post("/", express.json(), (_request, response) => void response.json(currentContext())),
  );
  const post = async (headers: Record<string, string>) => {
    const response = await ask("/", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", ...headers },
    });
    return ((await response.json()) as { traceparent: string }).traceparent;
  };
  expect(await post({ traceparent: `00-${TRACE}-${SPAN}-01` })).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})`));
  expect(traceIdOf(await post({ "x-cloud-trace-context": `${TRACE}/1;o=1` }))).toBe(TRACE);
  const [one, other] = await Promise.all([post({}), post({})]);
  expect(traceIdOf(one)).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf(one)).not.toBe(traceIdOf(other));
});
