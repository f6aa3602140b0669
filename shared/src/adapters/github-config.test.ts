import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { Unusable } from "../domain/errors.ts";
import type { Environment } from "../settings/read-settings.ts";
import { appKeyIn, readGitHubConfig, webhookSecretsIn } from "./github-config.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const ELLIPTIC = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const KEY_FORM =
  "Set it to what is in the .pem file that GitHub made for the App: as it is, with \\n for its line breaks, or as base64.";

test("with no setting at all it is GitHub itself, and we are nobody there", () => {
  expect(readGitHubConfig({})).toEqual({
    baseUrl: "https://api.github.com",
    web: "https://github.com",
    webhookSecrets: [],
  });
  expect(readGitHubConfig({ FRONTDESK_GITHUB_URL: "", FRONTDESK_WEBHOOK_SECRET: "" })).toEqual(readGitHubConfig({}));
});

test.each([
  ["https://github.com", "https://api.github.com"],
  ["https://api.github.com/", "https://api.github.com"],
  ["https://github.acme.com", "https://github.acme.com/api/v3"],
  ["https://github.acme.com:8443/api/v3/", "https://github.acme.com:8443/api/v3"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com"],
  ["https://api.acme.ghe.com", "https://api.acme.ghe.com"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3"],
])("the API of %s is at %s", (given, baseUrl) => {
  expect(readGitHubConfig({ FRONTDESK_GITHUB_URL: given })).toMatchObject({ baseUrl });
});

test.each([
  ["as it is", PEM],
  ["with \\n for its line breaks", PEM.replaceAll("\n", "\\n")],
  ["as base64", Buffer.from(PEM).toString("base64")],
  ["as base64 in lines", Buffer.from(PEM).toString("base64").replace(/.{76}/g, "$&\n")],
  ["in PKCS #8", privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
])("the App's key %s is the same key", (_form, text) => {
  const { appId, privateKey: read } = appKeyIn(
    readGitHubConfig({ FRONTDESK_GITHUB_APP_ID: "123456", FRONTDESK_GITHUB_PRIVATE_KEY: text }),
  );
  expect(appId).toBe(123456);
  expect(read).toContain("PRIVATE KEY-----\n");
});

test("the current secret stands before the previous one", () => {
  const both = { FRONTDESK_WEBHOOK_SECRET: "new", FRONTDESK_WEBHOOK_SECRET_PREVIOUS: "old" };
  expect(webhookSecretsIn(readGitHubConfig(both))).toEqual(["new", "old"]);
  expect(webhookSecretsIn(readGitHubConfig({ FRONTDESK_WEBHOOK_SECRET: "new" }))).toEqual(["new"]);
});

const PROBLEMS: [Environment, string][] = [
  [
    { FRONTDESK_GITHUB_APP_ID: "Iv1.8a61f9b3a7aba766" },
    `FRONTDESK_GITHUB_APP_ID is "Iv1.8a61f9b3a7aba766", but must be the App's number, as in 123456. Its settings page says it.`,
  ],
  [
    { FRONTDESK_GITHUB_URL: "http://github.acme.com" },
    `FRONTDESK_GITHUB_URL is "http://github.acme.com", but must be the address of GitHub or of an Enterprise Server, as in https://github.acme.com.`,
  ],
  [
    { FRONTDESK_GITHUB_URL: "https://ada:s3cret@github.acme.com" },
    `FRONTDESK_GITHUB_URL is "https://…@github.acme.com", but must be the address of GitHub or of an Enterprise Server, as in https://github.acme.com.`,
  ],
  [
    { FRONTDESK_GITHUB_URL: "https://github.com/acme/webapp" },
    `FRONTDESK_GITHUB_URL is "https://github.com/acme/webapp", but must be the address of GitHub or of an Enterprise Server, as in https://github.acme.com.`,
  ],
  [
    { FRONTDESK_GITHUB_APP_ID: "1", FRONTDESK_GITHUB_PRIVATE_KEY: "hunter2" },
    `FRONTDESK_GITHUB_PRIVATE_KEY, of 7 characters, is no RSA private key. ${KEY_FORM}`,
  ],
  [
    {
      FRONTDESK_GITHUB_APP_ID: "1",
      FRONTDESK_GITHUB_PRIVATE_KEY: ELLIPTIC.export({ type: "pkcs8", format: "pem" }).toString(),
    },
    `FRONTDESK_GITHUB_PRIVATE_KEY, of 241 characters, is no RSA private key. ${KEY_FORM}`,
  ],
  [
    { FRONTDESK_GITHUB_PRIVATE_KEY: PEM },
    "FRONTDESK_GITHUB_APP_ID is missing: FRONTDESK_GITHUB_PRIVATE_KEY is set, and says nothing without it.",
  ],
  [
    { FRONTDESK_WEBHOOK_SECRET_PREVIOUS: "old" },
    "FRONTDESK_WEBHOOK_SECRET is missing: FRONTDESK_WEBHOOK_SECRET_PREVIOUS is set, which is the one before it.",
  ],
  [
    { FRONTDESK_WEBHOOK_SECRET: "secret\n" },
    "FRONTDESK_WEBHOOK_SECRET begins or ends with white space, such as the line break of a file: take that away.",
  ],
];

test.each(PROBLEMS.map(([environment, sentence]) => [sentence, environment] as const))(
  "%s",
  (sentence, environment) => {
    expect(() => readGitHubConfig(environment)).toThrow(new Unusable(sentence));
  },
);

test("who needs what is not set is told what to set", () => {
  const nothing = readGitHubConfig({});
  expect(() => appKeyIn(nothing)).toThrow("FRONTDESK_GITHUB_APP_ID is missing: set it to the number");
  expect(() => appKeyIn({ ...nothing, appId: 1 })).toThrow(`FRONTDESK_GITHUB_PRIVATE_KEY is missing. ${KEY_FORM}`);
  expect(() => webhookSecretsIn(nothing)).toThrow("FRONTDESK_WEBHOOK_SECRET is missing: set it to the secret");
});

test("several are all told at once, a line each", () => {
  const wrong = { FRONTDESK_GITHUB_APP_ID: "x", FRONTDESK_GITHUB_URL: "x", FRONTDESK_WEBHOOK_SECRET: " x" };
  expect(() => readGitHubConfig(wrong)).toThrow(/^FRONTDESK_GITHUB_APP_ID .*\nFRONTDESK_GITHUB_URL .*\nFRONTDESK_WEB/);
});
