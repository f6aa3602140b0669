import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { bytesOf, PREVIOUS, SECRET, sign, startIngest } from "./ingest-world.ts";
import { idOf, issueEvent, opened } from "./payloads.ts";

test("C69: the secret is rotated while deliveries run: those signed with either are taken, none is refused", async () => {
  const it = await startIngest();
  let signedWith = PREVIOUS;
  const used: string[] = [];
  const send = async (number: number) => {
    const body = bytesOf(opened(number));
    used.push(signedWith);
    const answer = await it.deliver("issues", body, { "x-hub-signature-256": sign(body, signedWith) });
    if (number === 100) signedWith = SECRET;
    return answer;
  };
  const senders = Array.from({ length: 10 }, async (_, sender) => {
    for (let number = sender + 1; number <= 200; number += 10) {
      expect(await send(number)).toEqual({ status: 202, taskId: idOf(number) });
    }
  });
  await Promise.all(senders);
  expect(new Set(used)).toEqual(new Set([PREVIOUS, SECRET]));
  expect(await it.taskIds()).toHaveLength(200);
});

const BODY = JSON.stringify(opened(1));
/** Read, it would alert: so a test can tell that it was not. */
const UNREADABLE = JSON.stringify(issueEvent("opened", { number: "one" }));

const hmac = (algorithm: string, body: string, secret = SECRET) =>
  createHmac(algorithm, secret).update(body).digest("hex");

const FORGERIES: [string, (body: string) => Record<string, string>][] = [
  ["none", () => ({ "x-hub-signature-256": "" })],
  ["of another secret", (body) => ({ "x-hub-signature-256": sign(body, "a guess") })],
  ["of the empty secret", (body) => ({ "x-hub-signature-256": sign(body, "") })],
  ["of another body", () => ({ "x-hub-signature-256": sign("another body") })],
  ["that lacks its end", (body) => ({ "x-hub-signature-256": sign(body).slice(0, -1) })],
  ["that lacks all but its beginning", () => ({ "x-hub-signature-256": "sha256=" })],
  ["with more at its end", (body) => ({ "x-hub-signature-256": `${sign(body)}0` })],
  ["without its algorithm", (body) => ({ "x-hub-signature-256": hmac("sha256", body) })],
  ["in upper case", (body) => ({ "x-hub-signature-256": sign(body).toUpperCase() })],
  ["with upper case digits", (body) => ({ "x-hub-signature-256": `sha256=${hmac("sha256", body).toUpperCase()}` })],
  ["by sha1", (body) => ({ "x-hub-signature-256": `sha1=${hmac("sha1", body)}` })],
  ["by sha1 that calls itself sha256", (body) => ({ "x-hub-signature-256": `sha256=${hmac("sha1", body)}` })],
  ["by sha512", (body) => ({ "x-hub-signature-256": `sha512=${hmac("sha512", body)}` })],
  [
    "in the old header alone",
    (body) => ({ "x-hub-signature-256": "", "x-hub-signature": `sha1=${hmac("sha1", body)}` }),
  ],
  ["among others", (body) => ({ "x-hub-signature-256": `${sign(body)}, ${sign("another body")}` })],
  ["in letters that are no ASCII", () => ({ "x-hub-signature-256": `sha256=${"é".repeat(64)}` })],
  ["of kilobytes", () => ({ "x-hub-signature-256": `sha256=${"0".repeat(8_000)}` })],
];

test.each(FORGERIES)("a signature %s is refused, and the body is never read", async (_, forged) => {
  const it = await startIngest();
  for (const body of [BODY, UNREADABLE, "", "no JSON"]) {
    expect(await it.deliver("issues", body, forged(body))).toEqual({ status: 401 });
  }
  expect(await it.taskIds()).toEqual([]);
  expect(it.published).toEqual([]);
  expect(it.entries()).toMatchObject([{ message: "deliveries refused", counts: { signature: 1 } }]);

  expect(await it.deliver("issues", UNREADABLE)).toEqual({ status: 400 });
  expect(it.alerts()).toHaveLength(1);
  expect(await it.deliver("issues", BODY)).toEqual({ status: 202, taskId: idOf(1) });
});

test("a body that differs in one bit from what was signed is refused", async () => {
  const it = await startIngest();
  const body = bytesOf(BODY);
  const signed = { "x-hub-signature-256": sign(body) };
  for (let at = 0; at < body.length; at++) {
    const changed = Buffer.from(body);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    expect(await it.deliver("issues", changed, signed)).toEqual({ status: 401 });
  }
  expect(await it.taskIds()).toEqual([]);
});
