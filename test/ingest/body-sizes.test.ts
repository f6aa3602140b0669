import { gzipSync } from "node:zlib";
import { LONGEST_BODY } from "@frontdesk/shared/domain/limits";
import { expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { bytesOf, head, headersOf, sign, startIngest } from "./ingest-world.ts";
import { collectGarbage } from "./memory.ts";
import { idOf, opened } from "./payloads.ts";
import { openRaw } from "./send-raw.ts";

const MB = 1024 * 1024;
const LARGEST = 25 * MB;
const CHUNKED = { "transfer-encoding": "chunked" };

test("C60: a body of 25 MB is accepted, its task's text is cut", async () => {
  const it = await startIngest();
  const body = issueOf(LARGEST);
  expect(await it.deliver("issues", body)).toEqual({ status: 202, taskId: idOf(1) });
  const task = await it.tasks.get(idOf(1));
  expect(task?.issue.body).toHaveLength(LONGEST_BODY);
  expect(task?.issue.body).toMatch(/xxx… \(cut: it has 2621\d{4} characters\)$/);

  const chunked = await it.raw(head({ ...headersOf("issues", body), ...CHUNKED }), chunk(body), chunk(""));
  expect(chunked.statuses).toEqual([202]);
});

test("C60: a body that says it is larger is refused before any of it is read", async () => {
  const it = await startIngest();
  const body = issueOf(LARGEST + 1);
  const headers = head({ ...headersOf("issues", body), "content-length": body.length });
  const connection = openRaw(it.port);
  await connection.write(headers);
  await connection.closed;
  expect(connection.statuses()).toEqual([413]);
  expect(it.bytesRead()).toBe(headers.length);
});

test("C60: a body that turns out to be larger is refused at the byte that is too many", async () => {
  const it = await startIngest();
  const body = issueOf(LARGEST + 1);
  const connection = openRaw(it.port);
  await connection.write(head({ ...headersOf("issues", body), ...CHUNKED }));
  await connection.write(chunk(body));
  await connection.closed;
  expect(connection.statuses()).toEqual([413]);
  expect(await it.tasks.get(idOf(1))).toBeUndefined();
});

test.each([
  ["said beforehand", { "content-length": 4_000 * MB }, Buffer.alloc(MB), 5 * MB],
  ["chunked", CHUNKED, chunk(Buffer.alloc(MB)), LARGEST + 5 * MB],
])("C60: of a body without end, %s, no more is read than has to be", async (_, headers, block, most) => {
  const it = await startIngest();
  const connection = openRaw(it.port);
  await connection.write(head(headers));
  let sent = 0;
  while (await connection.write(block)) sent += block.length;
  await connection.closed;
  expect(it.bytesRead()).toBeLessThan(most);
  expect(sent).toBeLessThan(most + 10 * MB);
});

test("C61: a gzip bomb is refused packed, and never unpacked", async () => {
  const it = await startIngest();
  const bomb = gzipSync(issueOf(LARGEST));
  expect(bomb.length).toBeLessThan(LARGEST / 100);
  for (const encoding of ["gzip", "br", "deflate", "GZIP", "identity, gzip"]) {
    expect(await it.deliver("issues", bomb, { "content-encoding": encoding })).toEqual({ status: 415 });
  }
  const signed = headersOf("issues", bomb);
  const inTransfer = await it.raw(head({ ...signed, "transfer-encoding": "gzip, chunked" }), chunk(bomb), chunk(""));
  expect(inTransfer.statuses).toEqual([400]);
  expect(await it.deliver("issues", bomb)).toEqual({ status: 400 });
  expect(await it.tasks.get(idOf(1))).toBeUndefined();
  expect(await it.deliver("issues", opened(2), { "content-encoding": "identity" })).toMatchObject({ status: 202 });
});

test("C61: a chunked body is the same as any other, however it is cut", async () => {
  const it = await startIngest();
  const body = bytesOf(opened(1, { body: "日本語" }));
  const headers = head({ ...headersOf("issues", body), ...CHUNKED });
  const bytes = [...body].map((_, at) => chunk(body.subarray(at, at + 1)));
  expect((await it.raw(headers, ...bytes, chunk(""))).statuses).toEqual([202]);
  expect(await it.tasks.get(idOf(1))).toMatchObject({ issue: { body: "日本語" } });
  expect(await it.tasks.rawBody(idOf(1))).toEqual({ body: new Uint8Array(body) });
});

test("C61: a body in tiny chunks takes hardly more memory than its bytes", async () => {
  const it = await startIngest();
  const connection = openRaw(it.port);
  const headers = head({ ...CHUNKED, "x-hub-signature-256": sign("") });
  await connection.write(headers);
  const before = collectGarbage();
  const block = "1\r\nx\r\n".repeat(20_000);
  for (let blocks = 0; blocks < 10; blocks++) await connection.write(block);
  await eventually(() => expect(it.bytesRead()).toBe(headers.length + 10 * block.length));
  expect(collectGarbage() - before).toBeLessThan(4 * MB);
  await connection.write(chunk(""));
  await eventually(() => expect(connection.statuses()).toEqual([401]));
  connection.socket.destroy();
});

test("C61: a length that lies is refused or ends with the connection, and nothing comes of it", async () => {
  const it = await startIngest();
  const body = bytesOf(opened(1));
  const signed = headersOf("issues", body);
  const send = async (headers: Record<string, string | number>, ...parts: (string | Buffer)[]) =>
    (await it.raw(head({ ...signed, ...headers }), ...parts)).statuses;
  const length = body.length;
  const twice = head({ ...signed, "content-length": length }).replace("\r\n\r\n", "\r\ncontent-length: 1\r\n\r\n");
  const answers = {
    shorter: await send({ "content-length": length - 1 }, body),
    longer: await send({ "content-length": length + 1 }, body),
    "absurdly long": await send({ "content-length": "99999999999999999999999" }, body),
    negative: await send({ "content-length": -1 }, body),
    "not a number": await send({ "content-length": "0x100" }, body),
    "a list": await send({ "content-length": `${length}, ${length}` }, body),
    "none at all": await send({}, body),
    "two of them": (await it.raw(twice, body)).statuses,
    "and chunked": await send({ "content-length": length, ...CHUNKED }, chunk(body), chunk("")),
    "a chunk that is longer": await send(CHUNKED, `${(length + 9).toString(16)}\r\n`, body, "\r\n0\r\n\r\n"),
    "a chunk that is shorter": await send(CHUNKED, `${(length - 9).toString(16)}\r\n`, body, "\r\n0\r\n\r\n"),
    "a negative chunk": await send(CHUNKED, "-1\r\n", body),
    "a chunk beyond all numbers": await send(CHUNKED, `${"f".repeat(20)}\r\n`, body),
    "a chunk with a novel beside it": await send(CHUNKED, `1;${"a".repeat(20_000)}\r\nx\r\n0\r\n\r\n`),
    "no last chunk": await send(CHUNKED, chunk(body)),
  };
  // Where a body is cut short, its beginning may be answered before its end, which is no request.
  const ends = Object.entries(answers).map(([lie, statuses]) => [lie, statuses.at(-1)]);
  const refused = Object.keys(answers).map((lie) => [lie, lie === "a chunk with a novel beside it" ? 413 : 400]);
  expect(ends).toEqual(refused);
  expect(Object.values(answers).flat()).not.toContain(202);
  expect(await it.taskIds()).toEqual([]);
  expect(it.published).toEqual([]);
});

/** A delivery of exactly so many bytes. */
function issueOf(size: number): Buffer {
  const empty = bytesOf(opened(1, { body: "" })).length;
  return bytesOf(opened(1, { body: "x".repeat(size - empty) }));
}

function chunk(bytes: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), Buffer.from(bytes), Buffer.from("\r\n")]);
}
