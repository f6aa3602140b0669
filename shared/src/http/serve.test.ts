import { once } from "node:events";
import { Agent, type IncomingMessage, type RequestListener, request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createLogger } from "../telemetry/log.ts";
import { serve } from "./serve.ts";

type Options = Partial<Parameters<typeof serve>[1]>;

async function start(handler: RequestListener, options: Options = {}) {
  const lines: string[] = [];
  const log = createLogger({ service: "test", format: "json", write: (line) => lines.push(line) });
  const server = await serve(handler, { port: 0, log, timeouts: { grace: 0 }, ...options });
  onTestFinished(() => server.close());
  return { ...server, lines };
}

/** A handler that keeps its requests until it is told to answer them. */
function slow() {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const handler: RequestListener = async (_request, response) => {
    arrived.resolve();
    await answer.promise;
    response.end("done");
  };
  return { handler, arrived: arrived.promise, answer: () => answer.resolve() };
}

const hello: RequestListener = (_request, response) => response.end("hello");
/** Far beyond a test's own limit: a close that waits for it fails the test. */
const LONG = 3_600_000;

test("answers under its url, until it is closed", async () => {
  const server = await start(hello);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(await (await fetch(server.url)).text()).toBe("hello");
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

test("on all addresses, its url is one that this machine reaches", async () => {
  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
  for (const host of hasIPv6 ? ["0.0.0.0", "::", "::1"] : ["0.0.0.0"]) {
    const server = await start(hello, { host });
    expect(await (await fetch(server.url)).text()).toBe("hello");
  }
});

test("a taken port is an error that names it and says what to do", async () => {
  const { port } = await start(hello);
  await expect(start(hello, { port })).rejects.toThrow(
    `Can't listen on port ${port} of 127.0.0.1: another process has it. Stop that one, or choose another port.`,
  );
});

test("a host that isn't ours is an error that names it", async () => {
  await expect(start(hello, { host: "192.0.2.1" })).rejects.toThrow(
    /of 192\.0\.2\.1: this machine has no such address/,
  );
});

test("C21: a request that runs when close is called gets its answer, a new connection is refused", async () => {
  const { handler, arrived, answer } = slow();
  const server = await start(handler, { timeouts: { grace: LONG } });
  const running = fetch(server.url);
  await arrived;
  const closed = server.close();
  await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  answer();
  expect(await (await running).text()).toBe("done");
  await closed;
});

test("C21: a request that outlasts the grace is cut off, and the log says so", async () => {
  const { handler, arrived } = slow();
  const server = await start(handler, { timeouts: { grace: 50 } });
  const running = fetch(server.url);
  const cut = expect(running).rejects.toThrow();
  await arrived;
  await server.close();
  await cut;
  expect(JSON.parse(server.lines[0]!)).toMatchObject({ severity: "WARNING", requests: 1, grace: 50 });
});

test("connections that are kept alive, before and after their answer, don't hold up close", async () => {
  const { handler, arrived, answer } = slow();
  const both: RequestListener = (req, res) => (req.url === "/slow" ? handler(req, res) : hello(req, res));
  const server = await start(both, { timeouts: { grace: LONG } });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await text(await get(`${server.url}/quick`, agent));
  const running = get(`${server.url}/slow`, agent);
  await arrived;
  const closed = server.close();
  answer();
  const response = await running;
  expect(response.headers.connection).toBe("close");
  await text(response);
  await closed;
});

test("an answer that had begun, and promised to keep its connection, doesn't hold up close", async () => {
  const end = Promise.withResolvers<void>();
  const handler: RequestListener = async (_request, response) => {
    response.write("begun");
    await end.promise;
    response.end(", done");
  };
  const server = await start(handler, { timeouts: { grace: LONG } });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const response = await get(server.url, agent);
  expect(response.headers.connection).toBe("keep-alive");
  const closed = server.close();
  end.resolve();
  expect(await text(response)).toBe("begun, done");
  await closed;
});

test("a request that was half sent when close was called is answered, as the last one of its connection", async () => {
  const server = await start(hello, { timeouts: { grace: LONG } });
  const client = connect(server.port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: a\r\n");
  // The answer to a later connection shows that the server has read from this one.
  await fetch(server.url);
  const closed = server.close();
  client.write("\r\n");
  expect(await text(client)).toMatch(/\r\nconnection: close\r\n[\s\S]*hello$/);
  await closed;
});

test("a connection that never said a word doesn't hold up close", async () => {
  const server = await start(hello, { timeouts: { grace: LONG } });
  const silent = connect(server.port, "127.0.0.1");
  await once(silent, "connect");
  // The answer to a later connection shows that the server has seen this one.
  await fetch(server.url);
  const ended = once(silent.resume(), "close");
  await server.close();
  await ended;
});

test("onClose runs once, after the last request, however often close is called", async () => {
  const { handler, arrived, answer } = slow();
  const happened: string[] = [];
  const onClose = async () => {
    happened.push("closed");
  };
  const server = await start(handler, { onClose, timeouts: { grace: LONG } });
  const running = fetch(server.url).then(() => happened.push("answered"));
  await arrived;
  const closed = Promise.all([server.close(), server.close()]);
  answer();
  await running;
  await closed;
  await server.close();
  expect(happened.toSorted()).toEqual(["answered", "closed"]);
});

test("an onClose that fails fails close", async () => {
  const log = createLogger({ service: "test", format: "json", write: () => undefined });
  const onClose = () => Promise.reject(new Error("the file is busy"));
  const server = await serve(hello, { port: 0, log, onClose });
  await expect(server.close()).rejects.toThrow("the file is busy");
});

test.each([
  ["headers", "GET / HTTP/1.1\r\nHost: a\r\n"],
  ["a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"],
])("a client that never finishes %s is sent away", async (_what, begun) => {
  const { handler } = slow();
  const server = await start(handler, { timeouts: { headers: 50, request: 100, grace: 0 } });
  const client = connect(server.port, "127.0.0.1");
  client.write(begun);
  expect(await text(client)).toMatch(/^HTTP\/1\.1 408 /);
});

function get(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => request(url, { agent }, resolve).on("error", reject).end());
}
