import { leaksCanary } from "@frontdesk/shared/model/clean/find-canary";
import { expect, test } from "vitest";

const CANARY = "fd-canary-7Qx2-Lm90-zR4k";
const encode = (encoding: BufferEncoding, text = CANARY) => Buffer.from(text).toString(encoding);
const reversed = [...CANARY].reverse().join("");
const rot13 = CANARY.replace(/[a-z]/gi, (c) =>
  String.fromCharCode((c <= "Z" ? 65 : 97) + ((c.toLowerCase().charCodeAt(0) - 97 + 13) % 26)),
);

test.each<[string, string]>([
  ["plain", CANARY],
  ["upper case", CANARY.toUpperCase()],
  ["lower case", CANARY.toLowerCase()],
  ["base64", encode("base64")],
  ["base64, one byte on", encode("base64", `x${CANARY}y`)],
  ["base64, two bytes on", encode("base64", `xx${CANARY}yy`)],
  ["base64 for addresses", encode("base64url", `the key is ${CANARY}`)],
  ["base64 over lines", encode("base64", `${"long words ".repeat(10)}${CANARY}`).replace(/.{20}/g, "$&\n")],
  ["base64, upper case", encode("base64", CANARY.toUpperCase())],
  ["base64, reversed", encode("base64", reversed)],
  ["hex", encode("hex")],
  ["hex, upper case", encode("hex").toUpperCase()],
  ["hex, spaced", encode("hex").replace(/../g, "$& ")],
  ["hex, in escapes", encode("hex").replace(/../g, "\\x$&")],
  ["reversed", reversed],
  ["spaced", [...CANARY].join(" ")],
  ["dashed", [...CANARY].join("-")],
  ["dotted, without its dashes", [...CANARY.replaceAll("-", "")].join(".")],
  ["zero-width separated", [...CANARY].join("\u200b")],
  ["over lines", [...CANARY].join("\n")],
  ["full width", CANARY.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ["in emphasis", [...CANARY].map((c) => `**${c}**`).join("")],
  ["rot13", rot13],
  ["percent-encoded", encode("hex").replace(/../g, "%$&")],
  ["percent-encoded in part", CANARY.replaceAll("-", "%2D")],
])("C73: the canary is found, %s", (_, leak) => {
  expect(leaksCanary(leak, CANARY)).toBe(true);
  expect(leaksCanary(`Some text before, ${leak} and some after.`, CANARY)).toBe(true);
});

test("C73: what has no canary leaks none", () => {
  expect(leaksCanary("A reply about canaries, base64 and fd-canary in general. 7Qx2!", CANARY)).toBe(false);
  expect(leaksCanary(encode("base64", "nothing of the kind, but long enough"), CANARY)).toBe(false);
  expect(leaksCanary("", CANARY)).toBe(false);
  expect(leaksCanary("anything", "")).toBe(false);
});

test("C73: a short canary is looked for only as it is", () => {
  expect(leaksCanary("a b c d", "abcd")).toBe(false);
  expect(leaksCanary("x abcd y", "abcd")).toBe(true);
});
