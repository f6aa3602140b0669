import { expect, test } from "vitest";
import { Unusable } from "../domain/errors.ts";
import { MODELS } from "../model/models.ts";
import type { Environment } from "../settings/read-settings.ts";
import { readModelConfig } from "./model-config.ts";

const KEY = { FRONTDESK_GEMINI_API_KEY: "key" };
const VERTEX = { FRONTDESK_VERTEX_LOCATION: "europe-west4", GOOGLE_CLOUD_PROJECT: "acme-frontdesk-4711" };
const KNOWN = MODELS.map(({ id }) => id).join(", ");

test("a key is all it takes", () => {
  const { access, gateway } = readModelConfig(KEY);
  expect(access).toEqual({ apiKey: "key" });
  expect(gateway).toMatchObject({
    tiers: { fast: { model: { id: "gemini-3.5-flash-lite" } }, deep: { model: { id: "gemini-4-argon" } } },
    quotas: {},
    caps: { allMicros: 10_000_000, repoMicros: 10_000_000, authorMicros: 2_000_000 },
    logTexts: false,
  });
});

test("on Vertex AI it takes a project and a location, and no key", () => {
  expect(readModelConfig(VERTEX).access).toEqual({ project: "acme-frontdesk-4711", location: "europe-west4" });
});

test("all that can be said about it", () => {
  const { access, gateway } = readModelConfig({
    ...KEY,
    FRONTDESK_GEMINI_URL: "http://127.0.0.1:8080",
    FRONTDESK_GEMINI_API_VERSION: "v1beta",
    FRONTDESK_MODEL_FAST: "gemini-3.8-flash",
    FRONTDESK_MODEL_DEEP: "gemini-4-carbon",
    FRONTDESK_MODEL_QUOTAS: "gemini-3.8-flash=1000/2000000,gemini-4-carbon=150/1000000",
    FRONTDESK_MODEL_QUOTA_SHARE: "0.5",
    FRONTDESK_MAX_INSTANCES: "4",
    FRONTDESK_BUDGET_DOLLARS_PER_DAY: "25",
    FRONTDESK_BUDGET_DOLLARS_PER_REPO: "5.5",
    FRONTDESK_BUDGET_DOLLARS_PER_AUTHOR: "0.75",
    FRONTDESK_LOG_MODEL_TEXTS: "yes",
    GOOGLE_CLOUD_PROJECT: "acme-frontdesk-4711",
  });
  expect(access).toEqual({ apiKey: "key", baseUrl: "http://127.0.0.1:8080", apiVersion: "v1beta" });
  expect(gateway).toMatchObject({
    tiers: { fast: { model: { id: "gemini-3.8-flash" } }, deep: { model: { id: "gemini-4-carbon" } } },
    quotas: { "gemini-3.8-flash": { rpm: 100, tpm: 200_000 }, "gemini-4-carbon": { rpm: 15, tpm: 100_000 } },
    caps: { allMicros: 25_000_000, repoMicros: 5_500_000, authorMicros: 750_000 },
    logTexts: true,
  });
});

const PROBLEMS: [Environment, string][] = [
  [
    {},
    "FRONTDESK_GEMINI_API_KEY is missing: set it to a key of the Gemini API, or FRONTDESK_VERTEX_LOCATION to where Vertex AI is to be asked.",
  ],
  [
    { FRONTDESK_GEMINI_API_KEY: "", GOOGLE_CLOUD_PROJECT: "acme-frontdesk-4711" },
    "FRONTDESK_GEMINI_API_KEY is missing: set it to a key of the Gemini API, or FRONTDESK_VERTEX_LOCATION to where Vertex AI is to be asked.",
  ],
  [
    { FRONTDESK_VERTEX_LOCATION: "global" },
    "GOOGLE_CLOUD_PROJECT is missing: FRONTDESK_VERTEX_LOCATION is set, and Vertex AI needs a project.",
  ],
  [
    { ...KEY, ...VERTEX },
    "FRONTDESK_GEMINI_API_KEY and FRONTDESK_VERTEX_LOCATION are both set, but models are asked either by a key or on Vertex AI: take one of them away.",
  ],
  [
    { FRONTDESK_GEMINI_API_KEY: "secret\n" },
    "FRONTDESK_GEMINI_API_KEY has white space in it, such as the line break of a file: take that away.",
  ],
  [
    { ...KEY, FRONTDESK_GEMINI_URL: "http://example.com" },
    `FRONTDESK_GEMINI_URL is "http://example.com", but must be an https address, or an http one of this machine.`,
  ],
  [
    { ...KEY, FRONTDESK_MODEL_DEEP: "gemini-2.5-pro" },
    `FRONTDESK_MODEL_DEEP is "gemini-2.5-pro", but must be one of ${KNOWN}.`,
  ],
  [
    { ...KEY, FRONTDESK_MODEL_FAST: "gemini-3x5-flash-lite" },
    `FRONTDESK_MODEL_FAST is "gemini-3x5-flash-lite", but must be one of ${KNOWN}.`,
  ],
  [
    { ...KEY, FRONTDESK_MODEL_QUOTAS: "100" },
    `FRONTDESK_MODEL_QUOTAS is "100", but must be requests/tokens a minute by model, as in gemini-4-argon=150/1000000.`,
  ],
  [
    { ...KEY, FRONTDESK_MODEL_QUOTAS: "gemini-5=1/1" },
    `FRONTDESK_MODEL_QUOTAS names "gemini-5", but must name some of ${KNOWN}.`,
  ],
  [
    { ...KEY, FRONTDESK_MODEL_QUOTAS: "gemini-4-argon=0/1000" },
    "FRONTDESK_MODEL_QUOTAS leaves gemini-4-argon nothing: both its requests and its tokens must be above 0.",
  ],
  [
    { ...KEY, FRONTDESK_MODEL_QUOTA_SHARE: "0.0" },
    `FRONTDESK_MODEL_QUOTA_SHARE is "0.0", but must be this service's part of the quotas, above 0 and up to 1.`,
  ],
  [
    { ...KEY, FRONTDESK_MAX_INSTANCES: "0" },
    `FRONTDESK_MAX_INSTANCES is "0", but must be a number of instances, 1 to 9999.`,
  ],
  [
    { ...KEY, FRONTDESK_BUDGET_DOLLARS_PER_DAY: "$10" },
    `FRONTDESK_BUDGET_DOLLARS_PER_DAY is "$10", but must be an amount in dollars, as in 10 or 2.50.`,
  ],
  [{ ...KEY, FRONTDESK_LOG_MODEL_TEXTS: "true" }, `FRONTDESK_LOG_MODEL_TEXTS is "true", but must be "yes" or "no".`],
];

test.each(PROBLEMS.map(([environment, sentence]) => [sentence, environment] as const))(
  "%s",
  (sentence, environment) => {
    expect(() => readModelConfig(environment)).toThrow(new Unusable(sentence));
  },
);

test("several are all told at once, and a key is never repeated", () => {
  const environment = {
    FRONTDESK_GEMINI_API_KEY: "my secret",
    FRONTDESK_MODEL_FAST: "x",
    FRONTDESK_MAX_INSTANCES: "x",
  };
  let message = "";
  try {
    readModelConfig(environment);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.split("\n")).toHaveLength(3);
  expect(message).not.toContain("secret");
});
