import { expect, test } from "vitest";
import { isSecret, maskSecrets } from "./mask-secrets.ts";

test.each([
  "authorization",
  "Proxy-Authorization",
  "token",
  "accessToken",
  "slack_token",
  "clientSecret",
  "webhook_secret_previous",
  "password",
  "privateKey",
  "private_key",
  "private-key-pem",
  "apiKey",
  "x-api-key",
  "set-cookie",
  "x-hub-signature-256",
  "credentials",
])("a text in the field %s is a secret, and so is an object", (name) => {
  expect(isSecret(name, "value")).toBe(true);
  expect(isSecret(name, { inner: "value" })).toBe(true);
});

test("what is counted is no secret", () => {
  expect(isSecret("tokens", { input: 1200, output: 300 })).toBe(false);
  expect(isSecret("totalTokenCount", 1500)).toBe(false);
  expect(isSecret("token", 7)).toBe(false);
  expect(isSecret("secret", true)).toBe(false);
  expect(isSecret("secret", undefined)).toBe(false);
  expect(isSecret("secret", null)).toBe(false);
});

/** Put together at run time, so that scanners for leaked secrets have nothing to find here. */
const long = (start: string, length = 36) => start + "a1".repeat(length / 2);

test.each([
  ["a bearer", long("Bearer ")],
  ["basic authentication", long("Basic ", 20)],
  ["a GitHub token", long("ghs_")],
  ["a fine-grained GitHub token", long("github_pat_")],
  ["a Slack token", long("xoxb-")],
  ["a Slack app token", long("xapp-")],
  ["a Google API key", long("AIza")],
  ["a Google access token", long("ya29.")],
  ["a JWT", `${long("eyJ", 20)}.${long("eyJ", 20)}.${long("x")}`],
  ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${long("MII")}\n-----END RSA PRIVATE KEY-----`],
  ["the first half of a private key", `-----BEGIN PRIVATE KEY-----\n${long("MII")}\n`],
])("%s is masked in the middle of a text", (_what, secret) => {
  expect(maskSecrets(`before ${secret}`)).toBe("before [masked]");
  expect(maskSecrets(`${secret} and ${secret}`)).not.toContain("a1a1");
});

test("prose about secrets stays as it is", () => {
  const text = "The bearer of a token gets a basic answer: a ghost in the xoxo box, -----BEGIN PUBLIC KEY-----";
  expect(maskSecrets(text)).toBe(text);
});
