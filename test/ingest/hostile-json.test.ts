import { eventSchema } from "@frontdesk/shared/domain/events";
import { taskSchema } from "@frontdesk/shared/domain/task";
import { expect, test } from "vitest";
import { bytesOf, sign, startIngest } from "./ingest-world.ts";
import { commentEvent, idOf, installationEvent, opened, pushEvent, removedEvent, repositoryEvent } from "./payloads.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const DEPTH = 100_000;
/** Names that mean something to JavaScript. */
const LOADED = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "toJSON"];

test("C62: bytes that are no UTF-8 are signed like any others, and read as far as they can be", async () => {
  const it = await startIngest();
  const broken = Buffer.concat([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from("🐛").subarray(0, 3)]);
  const body = replace(bytesOf(opened(1, { title: "@", body: null })), "@", broken);
  expect(await it.deliver("issues", body)).toEqual({ status: 202, taskId: idOf(1) });
  const task = await it.tasks.get(idOf(1));
  expect(task?.issue.title).toBe("\ufffd\ufffd(\ufffd");
  expect(await it.tasks.rawBody(idOf(1))).toEqual({ body: new Uint8Array(body) });

  // Read as text they would be the same; as bytes they are not.
  const signature = { "x-hub-signature-256": sign(body) };
  const readAsText = bytesOf(body.toString("utf8"));
  expect(await it.deliver("issues", readAsText, signature)).toEqual({ status: 401 });
});

test("C62: bytes that make no JSON are refused; so is a body in another encoding, and one behind a mark of its order", async () => {
  const it = await startIngest();
  const json = JSON.stringify(opened(1));
  for (const body of [Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(json, "utf16le"), Buffer.from(`\ufeff${json}`)]) {
    expect(await it.deliver("issues", body)).toEqual({ status: 400 });
  }
  expect(it.alerts()).toHaveLength(3);
  expect(await it.taskIds()).toEqual([]);
});

test("C62: half a character that JSON can name is kept as the one for what can't be read", async () => {
  const it = await startIngest();
  const text = JSON.stringify(opened(1, { title: "@", body: "@" })).replaceAll('"@"', '"\\ud83d at \\u0000"');
  expect(await it.deliver("issues", text)).toEqual({ status: 202, taskId: idOf(1) });
  expect(await it.tasks.get(idOf(1))).toMatchObject({ issue: { title: "\ufffd at \0", body: "\ufffd at \0" } });
});

test.each([
  ["lists", "[".repeat(DEPTH), "]".repeat(DEPTH)],
  ["objects", '{"a":'.repeat(DEPTH), `1${"}".repeat(DEPTH)}`],
  ["lists that never end", "[".repeat(DEPTH), ""],
])("C63: %s 100,000 deep are no more than a strange value", async (name, open, close) => {
  const it = await startIngest();
  const isWhole = close !== "";
  const deep = `${open}${close}`;
  expect(await it.deliver("issues", deep)).toMatchObject({ status: name === "objects" ? 202 : 400 });
  const beside = JSON.stringify(opened(1, { reactions: "@" })).replace('"@"', deep);
  expect(await it.deliver("issues", beside)).toMatchObject({ status: isWhole ? 202 : 400 });
  const inPlace = JSON.stringify(opened(2, { title: "@" })).replace('"@"', deep);
  expect(await it.deliver("issues", inPlace)).toEqual({ status: 400 });
  expect(await it.health()).toBe(200);
});

test("C63: names that mean something to JavaScript mean nothing, as keys, events and actions", async () => {
  const it = await startIngest();
  for (const [at, name] of LOADED.entries()) {
    const poison = `"${name}":{"polluted":true,"action":"opened","issue":{"number":1}},`;
    const everywhere = JSON.stringify(opened(at + 1)).replaceAll("{", `{${poison}`);
    expect(await it.deliver("issues", everywhere)).toEqual({ status: 202, taskId: idOf(at + 1) });
    const nothing = { status: 202, ignored: expect.any(String) };
    expect(await it.deliver(name, opened(100))).toEqual(nothing);
    expect(await it.deliver(name, { zen: "no action" })).toEqual(nothing);
    expect(await it.deliver("issues", { ...opened(100), action: name })).toEqual(nothing);
    expect(await it.deliver("issues", `{${poison}"zen":1}`)).toEqual(nothing);
  }
  expect({}).not.toHaveProperty("polluted");
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(await it.taskIds()).toHaveLength(LOADED.length);
  expect(it.entries().filter(({ severity }) => severity === "ERROR")).toEqual([]);
});

test("C63: of keys that come twice the last one counts, everywhere", async () => {
  const it = await startIngest();
  const twice = JSON.stringify(opened(1)).replace('"number":1', '"number":2,"number":3');
  expect(await it.deliver("issues", twice)).toEqual({ status: 202, taskId: idOf(3) });
  const actions = JSON.stringify(opened(4)).replace('"action":"opened"', '"action":"opened","action":"labeled"');
  expect(await it.deliver("issues", actions)).toMatchObject({ ignored: expect.any(String) });
  expect(await it.taskIds()).toEqual([idOf(3)]);
});

const VALUES: Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, "", "x", "0", "../..", "\u0000", "a".repeat(100_000)],
  ...[[], [null], [[]], [{}], {}, { id: 1 }, { login: [] }, { length: 1e9 }],
];

test.each<[string, string, (number: number) => object]>([
  ["issues.opened", "issues", opened],
  ["issue_comment.created", "issue_comment", (n) => ({ ...opened(n), ...commentOn(n, "created") })],
  ["issue_comment.edited", "issue_comment", (n) => ({ ...opened(n), ...commentOn(n, "edited") })],
  ["push", "push", () => pushEvent([{ added: ["a.md"], modified: [], removed: [] }])],
  ["repository.renamed", "repository", () => repositoryEvent("renamed")],
  ["installation.deleted", "installation", () => installationEvent("deleted")],
  ["installation_repositories.removed", "installation_repositories", () => removedEvent([{ id: 1, full_name: "a/b" }])],
])("C63: %s with a wrong value in every place is refused, ignored or taken, never a crash", async (_, event, valid) => {
  const it = await startIngest();
  let number = 0;
  const counts: Record<number, number> = {};
  const sent: Promise<void>[] = [];
  for (const path of pathsOf(valid(0) as Json)) {
    for (const value of [undefined, ...VALUES]) {
      number += 1;
      const payload = valid(number);
      put(payload as Json, path, value);
      const what = `${path.join(".")} = ${JSON.stringify(value)?.slice(0, 50)}`;
      sent.push(
        it.deliver(event, payload).then(async ({ status, taskId }) => {
          counts[status] = (counts[status] ?? 0) + 1;
          expect([202, 400], what).toContain(status);
          if (taskId !== undefined)
            expect(taskSchema.safeParse(await it.tasks.get(taskId)).error, what).toBeUndefined();
        }),
      );
      if (sent.length === 50) await Promise.all(sent.splice(0));
    }
  }
  await Promise.all(sent);
  expect(counts[202]).toBeGreaterThan(0);
  expect(counts[400]).toBe(it.alerts().length);
  expect(it.published.filter((one) => !eventSchema.safeParse(one).success)).toEqual([]);
  expect(it.entries().filter(({ message }) => message === "a delivery could not be taken")).toEqual([]);
});

function commentOn(number: number, action: string) {
  const { comment } = commentEvent(action, { id: 5_000 + number });
  return { action, comment };
}

function pathsOf(value: Json, at: string[] = []): string[][] {
  const deeper =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...at, name]))
      : [];
  return at.length === 0 ? deeper : [at, ...deeper];
}

/** Puts the value in that place; takes away what is there if it is undefined. The payload's parts are shared: they are copied. */
function put(payload: Json, [name = "", ...rest]: string[], value: Json | undefined): void {
  const within = payload as { [name: string]: Json | undefined };
  if (rest.length === 0) within[name] = value;
  else {
    const copy = structuredClone(within[name] as Json);
    within[name] = copy;
    put(copy, rest, value);
  }
}

function replace(bytes: Buffer, mark: string, by: Uint8Array): Buffer {
  const at = bytes.indexOf(mark);
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + mark.length)]);
}
