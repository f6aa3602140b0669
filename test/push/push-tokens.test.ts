import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { TokenIssuer } from "../sandbox/pubsub/token-issuer.ts";
import { envelope, startPush } from "./start-push.ts";

/** Seconds: more than the library allows clocks to differ. */
const SKEW = 600;
const now = () => Math.floor(Date.now() / 1_000);

const REFUSED: [name: string, status: number, authorization: (issuer: TokenIssuer) => string | undefined][] = [
  ["none", 401, () => undefined],
  ["an empty header", 401, () => ""],
  ["not Bearer", 401, (issuer) => `Basic ${issuer.token()}`],
  ["Bearer without a token", 401, () => "Bearer "],
  ["garbage", 401, () => "Bearer garbage"],
  ["garbage in three parts", 401, () => "Bearer garbage1.garbage2.garbage3"],
  ["null in all its parts", 401, () => "Bearer bnVsbA.bnVsbA.bnVsbA"],
  ["two tokens", 401, (issuer) => `Bearer ${issuer.token()} ${issuer.token()}`],
  ["another audience", 401, (issuer) => `Bearer ${issuer.token({ aud: "https://respond.test" })}`],
  ["our audience among others", 401, (issuer) => `Bearer ${issuer.token({ aud: [issuer.trust.audience, "x"] })}`],
  ["no audience", 401, (issuer) => `Bearer ${issuer.token({ aud: undefined })}`],
  ["another issuer", 401, (issuer) => `Bearer ${issuer.token({ iss: "https://accounts.google.com" })}`],
  ["no issuer", 401, (issuer) => `Bearer ${issuer.token({ iss: undefined })}`],
  ["expired", 401, (issuer) => `Bearer ${issuer.token({ iat: now() - 7_200, exp: now() - SKEW })}`],
  ["of the future", 401, (issuer) => `Bearer ${issuer.token({ iat: now() + SKEW })}`],
  ["that never expires", 401, (issuer) => `Bearer ${issuer.token({ exp: undefined })}`],
  ["for a year", 401, (issuer) => `Bearer ${issuer.token({ exp: now() + 31_536_000 })}`],
  ["unsigned (alg none)", 401, (issuer) => `Bearer ${unsigned(issuer.token({}, { alg: "none" }))}`],
  [
    "unsigned (alg none), with something for a signature",
    401,
    (issuer) => `Bearer ${unsigned(issuer.token({}, { alg: "none" }))}AA`,
  ],
  ["unsigned", 401, (issuer) => `Bearer ${unsigned(issuer.token())}`],
  ["HS256 with the public key as secret", 401, (issuer) => `Bearer ${issuer.hmacToken()}`],
  ["signed by another key under the same id", 401, (issuer) => `Bearer ${issuer.forgedToken()}`],
  ["of a key that nobody knows", 401, (issuer) => `Bearer ${issuer.token({}, { kid: "key-2" })}`],
  ["of a key called __proto__", 401, (issuer) => `Bearer ${issuer.token({}, { kid: "__proto__" })}`],
  [
    "changed after signing",
    401,
    (issuer) => `Bearer ${withClaim(issuer.token({ email: "mallory@evil.test" }), issuer)}`,
  ],
  ["another e-mail", 403, (issuer) => `Bearer ${issuer.token({ email: "mallory@evil.test" })}`],
  [
    "our e-mail in capitals",
    403,
    (issuer) => `Bearer ${issuer.token({ email: issuer.trust.accounts[0]?.toUpperCase() })}`,
  ],
  ["no e-mail", 403, (issuer) => `Bearer ${issuer.token({ email: undefined })}`],
  ["an e-mail that isn't verified", 403, (issuer) => `Bearer ${issuer.token({ email_verified: false })}`],
  ["an e-mail that is said to be verified", 403, (issuer) => `Bearer ${issuer.token({ email_verified: "true" })}`],
  [
    "an e-mail without a word on its being verified",
    403,
    (issuer) => `Bearer ${issuer.token({ email_verified: undefined })}`,
  ],
];

test.each(REFUSED)("C66: a push token: %s → %i, and nothing is handled", async (_name, status, authorization) => {
  const { issuer, subscribe, post, entries } = await startPush();
  const handled: unknown[] = [];
  subscribe("task.received", async (event) => void handled.push(event));
  const header = authorization(issuer);
  const response = await post(envelope(), { authorization: header ?? "" });

  expect(response.status).toBe(status);
  expect(response.headers.get("connection")).toBe("close");
  expect(handled).toEqual([]);
  expect(entries()).toMatchObject([{ severity: "WARNING", message: "a push was refused", status }]);
  // Neither the answer nor the log gives the token away, or tells a stranger what would have passed.
  const token = header?.split(" ")[1]?.split(".")[2];
  if (token) expect(JSON.stringify(entries())).not.toContain(token);
  expect(await response.text()).not.toContain(issuer.trust.accounts[0]);
});

test("C66: the right token opens", async () => {
  const { subscribe, post } = await startPush();
  const handled: unknown[] = [];
  subscribe("task.received", async (event) => void handled.push(event));
  expect((await post()).status).toBe(204);
  expect(handled).toHaveLength(1);
});

test("C66: a token for another service opens nothing here, though the same account pushes", async () => {
  const { issuer, post } = await startPush({ audience: "https://respond.test" });
  expect((await post()).status).toBe(401);
  const forRespond = issuer.token({ aud: "https://respond.test" });
  expect((await post("", { authorization: `Bearer ${forRespond}` })).status).toBe(204);
});

test("C66: the audience is the configured one, whatever the request says about where it goes", async () => {
  const { issuer, server, url, post } = await startPush();
  for (const aud of [server.url, url, "https://forwarded.test"]) {
    const headers = { authorization: `Bearer ${issuer.token({ aud })}`, "x-forwarded-host": "forwarded.test" };
    expect((await post(envelope(), headers)).status).toBe(401);
  }
});

test("the token is verified before the body is looked at: rubbish from a stranger is no alert", async () => {
  const { post, entries } = await startPush();
  expect((await post("{", { authorization: "Bearer a.b.c" })).status).toBe(401);
  expect((await post("x".repeat(1_000_000), { authorization: "" })).status).toBe(401);
  expect(entries().map(({ severity }) => severity)).toEqual(["WARNING", "WARNING"]);
});

test("certificates are asked for once, for as long as the issuer says", async () => {
  const { issuer, post, subscribe } = await startPush();
  subscribe("task.received", async () => {});
  for (let i = 0; i < 5; i++) expect((await post()).status).toBe(204);
  expect(issuer.asked()).toBe(1);
});

test("without certificates nobody is let in, and it is nobody's fault: 503", async () => {
  const broken = createServer((_request, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
  onTestFinished(() => void broken.close());
  await new Promise((resolve) => broken.once("listening", resolve));
  const certificatesUrl = `http://127.0.0.1:${(broken.address() as AddressInfo).port}/`;
  const { post, entries } = await startPush({ issuer: { names: ["https://issuer.test"], certificatesUrl } });
  expect((await post()).status).toBe(503);
  expect(entries()).toMatchObject([{ severity: "ERROR", error: { name: "Unavailable" } }]);
});

/** Without its signature, but with the dot before it. */
function unsigned(token: string): string {
  return token.slice(0, token.lastIndexOf(".") + 1);
}

/** One token's claims under another's signature. */
function withClaim(token: string, issuer: TokenIssuer): string {
  const [head, , signature] = token.split(".");
  return [head, issuer.token().split(".")[1], signature].join(".");
}
