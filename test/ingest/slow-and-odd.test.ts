import { HOUR } from "@frontdesk/shared/domain/limits";
import { describe, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { bytesOf, head, headersOf, sign, startIngest } from "./ingest-world.ts";
import { idOf, opened } from "./payloads.ts";
import { openRaw } from "./send-raw.ts";

/** Long enough for what is sent at once, however busy the machine is. */
const SHORT = { headers: 1_000, request: 2_000 };
/** Node looks for slow connections once a second. */
const BOUND = 10_000;

describe("C64: slow", () => {
  const body = bytesOf(opened(1));
  const signed = headersOf("issues", body);
  const whole = head({ ...signed, "content-length": body.length });

  const chunked = head({ ...signed, "transfer-encoding": "chunked" });

  /** What is sent at once, and what then comes again and again. */
  type Sender = [name: string, at: string[], drip: string];

  test.each<[string, typeof SHORT, Sender[]]>([
    [
      "headers",
      { ...SHORT, request: HOUR },
      [
        ["a connection that says nothing", [], ""],
        ["headers that stop", [whole.slice(0, 60)], ""],
        ["headers that come a byte at a time", [whole.slice(0, 20)], "x"],
        ["header lines that never end", [whole.slice(0, -2)], "a: b\r\n"],
      ],
    ],
    [
      "bodies",
      SHORT,
      [
        ["a body that doesn't come", [whole], ""],
        ["a body that stops", [whole, body.toString().slice(0, 50)], ""],
        ["a body that comes a byte at a time", [whole], " "],
        ["chunks that never end", [chunked], "1\r\nx\r\n"],
        ["a chunk that never ends", [chunked, "fffff\r\n"], "x"],
      ],
    ],
  ])("%s that stop or trickle end in bounded time, answered as too slow", async (_, timeouts, senders) => {
    const it = await startIngest({ timeouts });
    const begun = performance.now();
    const send = async ([name, parts, drip]: Sender) => {
      const connection = openRaw(it.port);
      for (const part of parts) await connection.write(part);
      const dripping = setInterval(() => drip !== "" && connection.write(drip), 25);
      await connection.closed;
      clearInterval(dripping);
      return { name, statuses: connection.statuses(), inTime: performance.now() - begun < BOUND };
    };
    const ends = await Promise.all(senders.map(send));
    expect(ends).toEqual(senders.map(([name]) => ({ name, statuses: [408], inTime: true })));
    expect(await it.taskIds()).toEqual([]);
    expect(await it.deliver("issues", opened(2))).toEqual({ status: 202, taskId: idOf(2) });
  });

  test("a second request that stops ends the connection that the first one had kept alive", async () => {
    const it = await startIngest({ timeouts: SHORT });
    const connection = openRaw(it.port);
    await connection.write(whole);
    await connection.write(body);
    await eventually(() => expect(connection.statuses()).toEqual([202]));
    await connection.write(whole.slice(0, 60));
    await connection.closed;
    expect(connection.statuses()).toEqual([202, 408]);
  });

  test("a hundred slow senders keep nobody else waiting, and are gone in the end", async () => {
    const it = await startIngest({ timeouts: SHORT });
    const slow = Array.from({ length: 100 }, () => openRaw(it.port));
    await Promise.all(slow.map(({ write }) => write(whole)));
    expect(await it.deliver("issues", opened(2))).toEqual({ status: 202, taskId: idOf(2) });
    await Promise.all(slow.map(({ closed }) => closed));
    expect(slow.map(({ statuses }) => statuses())).toEqual(new Array(100).fill([408]));
  });
});

describe("C64: headers", () => {
  const body = bytesOf(opened(1));
  const signed = { ...headersOf("issues", body), "content-length": body.length };
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `x${at}: y\r\n`).join("");
  const withLines = (more: string) => head(signed).replace("\r\n\r\n", `\r\n${more}\r\n`);
  const accepted = [202];

  test.each<[string, string, number[]]>([
    ["10,000 of them", withLines(lines(10_000)), [431]],
    ["one of 20 kB", withLines(`x: ${"y".repeat(20_000)}\r\n`), [431]],
    ["a name of 20 kB", withLines(`${"x".repeat(20_000)}: y\r\n`), [431]],
    ["a path of 20 kB", head(signed, `POST /webhooks/github?${"x".repeat(20_000)} HTTP/1.1`), [431]],
    ["2,100 empty ones", withLines("a:\r\n".repeat(2_100)), [431]],
    ["500 of them", withLines(lines(500)), accepted],
    ["two signatures, both right", withLines(`x-hub-signature-256: ${sign(body)}\r\n`), [401]],
    ["two signatures, the last one wrong", withLines("x-hub-signature-256: sha256=00\r\n"), [401]],
    ["a line without a name", withLines(": y\r\n"), [400]],
    ["a line without a colon", withLines("xy\r\n"), [400]],
    ["a line that goes on in the next", withLines("x: y\r\n z\r\n"), [400]],
    ["a zero byte", withLines("x: \0\r\n"), [400]],
    ["a space before the colon", withLines("x : y\r\n"), [400]],
    ["no host", head(signed).replace("host: 127.0.0.1\r\n", ""), [400]],
    ["two lengths", withLines("content-length: 2\r\n"), [400]],
    ["what it waits for", withLines("expect: 100-continue\r\n"), [100, 202]],
    ["what nobody can give", withLines("expect: a miracle\r\n"), [417]],
    ["a wish for another protocol", withLines("connection: upgrade\r\nupgrade: websocket\r\n"), accepted],
  ])("%s", async (_, headers, statuses) => {
    const it = await startIngest();
    expect((await it.raw(headers, body)).statuses.slice(0, statuses.length)).toEqual(statuses);
    expect(await it.taskIds()).toEqual(statuses.includes(202) ? [idOf(1)] : []);
    expect(it.alerts()).toEqual([]);
    expect(await it.health()).toBe(200);
  });

  test("an event and a delivery of kilobytes are cut where they are kept", async () => {
    const it = await startIngest();
    const { ignored = "" } = await it.deliver("x".repeat(8_000), opened(1));
    expect(ignored.length).toBeLessThan(200);
    await it.deliver("issues", opened(1), { "x-github-delivery": "d".repeat(8_000) });
    expect((await it.tasks.get(idOf(1)))?.source.deliveryId).toBe("d".repeat(100));
  });
});

describe("what is no delivery", () => {
  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is not allowed", async (method) => {
    const it = await startIngest();
    const response = await fetch(it.url, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  const body = bytesOf(opened(1));
  const headers = { ...headersOf("issues", body), "content-length": body.length };

  test.each([
    ...["/webhooks/github/", "//webhooks/github", "/webhooks/%67ithub", "/WEBHOOKS/GITHUB", "/webhooks", "/"],
    ...["/x/../webhooks/github", "http://127.0.0.1/webhooks/github", "*"],
  ])("a delivery to %s is lost on nobody: 404", async (path) => {
    const it = await startIngest();
    expect((await it.raw(head(headers, `POST ${path} HTTP/1.1`), body)).statuses).toEqual([404]);
    expect(await it.taskIds()).toEqual([]);
  });

  test.each<[string, string | Buffer, number[]]>([
    ["another protocol", Buffer.from("16030100a5010000a10303", "hex"), [400]],
    ["the next protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
    ["a method that nobody knows", head(headers, "POKE /webhooks/github HTTP/1.1"), [400]],
    ["a version that nobody knows", head(headers, "POST /webhooks/github HTTP/9.9"), [400]],
    ["a tunnel", head({}, "CONNECT example.test:443 HTTP/1.1"), []],
    ["empty lines", "\r\n\r\n\r\n", []],
    ["noise", Buffer.alloc(100_000, 7), [400]],
  ])("%s ends its connection and no other", async (_, bytes, statuses) => {
    const it = await startIngest();
    expect((await it.raw(bytes)).statuses).toEqual(statuses);
    expect(await it.deliver("issues", opened(2))).toMatchObject({ status: 202 });
  });

  test("a delivery may have a query, and be HTTP/1.0", async () => {
    const it = await startIngest();
    for (const start of ["POST /webhooks/github?a=b HTTP/1.1", "POST /webhooks/github HTTP/1.0"]) {
      expect((await it.raw(head(headers, start), body)).statuses).toEqual([202]);
    }
  });

  test("deliveries right behind each other are answered in their order", async () => {
    const it = await startIngest();
    const connection = openRaw(it.port);
    for (const payload of [opened(1), { zen: "not for us" }, "no JSON", opened(2)]) {
      const one = bytesOf(payload);
      await connection.write(head({ ...headersOf("issues", one), "content-length": one.length }));
      await connection.write(one);
    }
    await eventually(() => expect(connection.statuses()).toEqual([202, 202, 400, 202]));
    connection.socket.destroy();
    expect(await it.taskIds()).toHaveLength(2);
  });
});
