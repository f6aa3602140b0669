import fc from "fast-check";
import { expect, test } from "vitest";
import { plainEntry } from "./plain-entry.ts";

const CLOUD_LOGGING_LIMIT = 256 * 1024;

function plain(value: unknown): unknown {
  return plainEntry("", { value }).fields.value;
}

test("an error is spelled out, with what was added to it and with its causes", () => {
  const cause = Object.assign(new Error("connection lost"), { code: "ECONNRESET" });
  const error = new TypeError("could not publish", { cause });
  expect(plain(error)).toEqual({
    name: "TypeError",
    message: "could not publish",
    stack: error.stack,
    cause: { name: "Error", message: "connection lost", stack: cause.stack, code: "ECONNRESET" },
  });
});

test("an error of many errors shows each", () => {
  const error = new AggregateError([new Error("one"), "two"], "all failed");
  expect(plain(error)).toMatchObject({ message: "all failed", errors: [{ message: "one" }, "two"] });
});

test("an error that is its own cause is written once", () => {
  const error: Error & { cause?: unknown } = new Error("round and round");
  error.cause = error;
  expect(plain(error)).toMatchObject({ message: "round and round", cause: "[circular]" });
});

test("what JSON has no word for is written in words", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(plain({ circle })).toEqual({ circle: { self: "[circular]" } });
  expect(plain(12345678901234567890n)).toBe("12345678901234567890");
  expect(plain([Number.NaN, Number.POSITIVE_INFINITY])).toEqual(["NaN", "Infinity"]);
  expect(plain([() => 1, Symbol("s")])).toEqual(["[function]", "[symbol]"]);
  expect(plain(Buffer.from("hello"))).toBe("[5 bytes]");
  expect(plain(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(plain(new Date(Number.NaN))).toBeNull();
  expect(plain(new URL("https://example.com/a"))).toBe("https://example.com/a");
});

test("the same object twice is no circle", () => {
  const repo = { owner: "acme" };
  expect(plain([repo, repo])).toEqual([repo, repo]);
});

test("a field that can't be read costs only itself", () => {
  const trap = {
    get value(): string {
      throw new Error("no");
    },
  };
  const gone = Proxy.revocable({}, {});
  gone.revoke();
  expect(plain({ trap, gone: gone.proxy, kept: 1 })).toEqual({ trap: "[unreadable]", gone: "[unreadable]", kept: 1 });
  expect(plainEntry("message", trap)).toEqual({ message: "message", fields: { fields: "[unreadable]" } });
});

test("secrets are masked at every depth, in errors' requests and in texts", () => {
  const error = Object.assign(new Error("401"), { request: { headers: { authorization: "token abc" } } });
  expect(JSON.stringify(plain({ error, raw: ["authorization", `Bearer ${"x".repeat(40)}`] }))).not.toMatch(/abc|xxx/);
  expect(plain({ token: "abc", token2: "kept" })).toEqual({ token: "[masked]", token2: "kept" });
});

test("a long text is cut, and says so", () => {
  const text = String(plain("a".repeat(1_000_000)));
  expect(text.length).toBeLessThan(100_000);
  expect(text).toMatch(/^a+… \[cut: the first 95000 of 1000000 characters\]$/);
});

test("a prompt and its response of 95,000 characters each are both whole", () => {
  const text = "a".repeat(95_000);
  expect(plainEntry("called the model", { prompt: text, response: text }).fields).toEqual({
    prompt: text,
    response: text,
  });
});

test("too many fields, items and levels are cut, and it is said how many", () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`f${i}`, i]));
  expect(plain(many)).toMatchObject({ f99: 99, "…": "[cut: 50 more]" });
  expect(plain(many)).not.toHaveProperty("f100");
  expect(plain(Array.from({ length: 150 }, () => 0))).toEqual([
    ...Array.from({ length: 100 }, () => 0),
    "[cut: 50 more]",
  ]);
  let deep: object = {};
  for (let i = 0; i < 20; i++) deep = { deep };
  expect(JSON.stringify(plain(deep))).toContain("[cut: too deep]");
});

test.each([
  ["letters", "a"],
  ["control characters, six bytes each", "\u0001"],
  ["emoji", "😀"],
  ["halves of emoji", "\ud83d"],
  ["quotes", '"'],
])("a line stays within what Cloud Logging takes, however large and of whatever made: %s", (_what, character) => {
  const text = character.repeat(300_000);
  const list = Array.from({ length: 300 }, () => text.slice(0, 3_000));
  const tree = { a: list, b: { c: list, d: { e: list } }, [text]: text };
  for (const fields of [{ text, list, tree }, tree, { f: Array.from({ length: 99 }, () => tree) }]) {
    const line = JSON.stringify(plainEntry(text, fields));
    expect(Buffer.byteLength(line)).toBeLessThan(CLOUD_LOGGING_LIMIT);
    expect(line).toContain("[cut");
  }
});

test("what is small in memory and endless when written out is cut as well", () => {
  const times100 = (value: unknown) => Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, value]));
  const line = JSON.stringify(plain(times100(times100(times100([1])))));
  expect(line.length).toBeLessThan(CLOUD_LOGGING_LIMIT);
  expect(line).toMatch(/\[cut: \d+ more\]/);
});

test("whatever it is given, it comes back as JSON", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), anything), (message, fields) => {
      const entry = plainEntry(message, fields);
      expect(JSON.parse(JSON.stringify(entry)).message).toBe(entry.message);
    }),
  );
});
