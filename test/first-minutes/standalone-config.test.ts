import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { keptKeys } from "@frontdesk/standalone/kept-keys";
import { readStandaloneConfig } from "@frontdesk/standalone/standalone-config";
import { expect, onTestFinished, test } from "vitest";

const KEY = "k".repeat(40);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("what is missing is told, a sentence for each; with nothing set, that is everything but Slack", () => {
  expect(readStandaloneConfig({}).missing).toEqual([
    "FRONTDESK_GEMINI_API_KEY: a key of the Gemini API",
    "FRONTDESK_GITHUB_APP_ID: the App's number",
    "FRONTDESK_GITHUB_PRIVATE_KEY: the App's key",
    "FRONTDESK_WEBHOOK_SECRET: the secret of the App's webhook",
  ]);
  const some = { FRONTDESK_VERTEX_LOCATION: "global", GOOGLE_CLOUD_PROJECT: "acme-desk", FRONTDESK_GITHUB_APP_ID: "1" };
  const { missing } = readStandaloneConfig({ ...some, FRONTDESK_CONSOLE_URL: "https://desk.acme.dev" });
  expect(missing).toHaveLength(3);
  expect(missing.at(-1)).toContain("FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET");
});

test.each([
  [{ FRONTDESK_BACKEND: "gcp", GOOGLE_CLOUD_PROJECT: "acme-desk" }, "FRONTDESK_BACKEND is gcp"],
  [{ FRONTDESK_CONSOLE_URL: "http://desk.acme.dev" }, 'FRONTDESK_CONSOLE_URL is "http://desk.acme.dev"'],
  [{ FRONTDESK_CONSOLE_PORT: "65536" }, 'FRONTDESK_CONSOLE_PORT is "65536"'],
  [{ FRONTDESK_WEBHOOK_PORT: "x" }, 'FRONTDESK_WEBHOOK_PORT is "x"'],
  [{ FRONTDESK_DECISION_KEY: "short" }, "FRONTDESK_DECISION_KEY has 5 characters"],
  [{ FRONTDESK_MODEL_FAST: "gpt" }, 'FRONTDESK_MODEL_FAST is "gpt"'],
])("what is wrong is said: %o", (environment, says) => {
  expect(() => readStandaloneConfig(environment)).toThrow(Unusable);
  expect(() => readStandaloneConfig(environment)).toThrow(says);
});

test("keys are made once, for this user's eyes alone, and stay; settings go before them", () => {
  const folder = temporaryFolder();
  const made = keptKeys(folder);
  expect(made.decisionKey).toHaveLength(43);
  expect(made.sessionKey).not.toBe(made.decisionKey);
  expect(keptKeys(folder)).toEqual(made);
  expect(statSync(join(folder, "keys.json")).mode & 0o777).toBe(0o600);
  expect(readStandaloneConfig({ FRONTDESK_SESSION_KEY: KEY }).keys).toEqual({ sessionKey: KEY });
  writeFileSync(join(folder, "keys.json"), "{}");
  expect(() => keptKeys(folder)).toThrow("has no keys in it");
  expect(readFileSync(join(folder, "keys.json"), "utf8")).toBe("{}");
});

test("what is wrong is said of all of it at once, a sentence for each", () => {
  const wrong = {
    FRONTDESK_KEEP_CALLS_DAYS: "0",
    FRONTDESK_GITHUB_APP_ID: "me",
    FRONTDESK_BUDGET_DOLLARS_PER_DAY: "lots",
    FRONTDESK_CONSOLE_URL: "http://desk.acme.dev",
    FRONTDESK_SESSION_KEY: "short",
    FRONTDESK_CONSOLE_PORT: "65536",
    FRONTDESK_SLACK_TEAM: "acme",
  };
  let said = "";
  try {
    readStandaloneConfig(wrong);
  } catch (error) {
    said = (error as Error).message;
  }
  const isMissing = (line: string) => line.includes("Slack needs all of its settings");
  const sentences = said.split("\n").filter((line) => !isMissing(line));
  expect(sentences.map((line) => line.split(" ")[0]).toSorted()).toEqual(Object.keys(wrong).toSorted());
});

test("half of the client by which people sign in is told of, and all of it is used", () => {
  const [id, secret] = [{ FRONTDESK_GITHUB_CLIENT_ID: "Iv23abcdef" }, { FRONTDESK_GITHUB_CLIENT_SECRET: "a-secret" }];
  expect(() => readStandaloneConfig(id)).toThrow(/^FRONTDESK_GITHUB_CLIENT_SECRET is missing/);
  expect(() => readStandaloneConfig(secret)).toThrow(/^FRONTDESK_GITHUB_CLIENT_ID is missing/);
  const client = { clientId: "Iv23abcdef", clientSecret: "a-secret" };
  expect(readStandaloneConfig({ ...id, ...secret }).client).toEqual(client);
});
