import { expect, test } from "vitest";
import { CONFIG } from "./example-stack.ts";
import { readSettings } from "./settings.ts";

const { "frontdesk:images": _, ...WITHOUT_IMAGES } = CONFIG;

test("a newcomer says who and where, and leaves the rest alone", () => {
  const settings = readSettings(CONFIG);
  expect(settings).toMatchObject({
    ...{ project: "acme-frontdesk", region: "europe-west1", name: "frontdesk", githubAppId: "4711" },
    ...{ dollarsPerDay: 10, maxInstances: 10, vertexLocation: "global", keepData: true, build: false },
  });
  expect([...settings.secrets].toSorted()).toEqual([
    ...["decisionKey", "githubClientSecret", "githubPrivateKey", "sessionKey", "webhookSecret"],
  ]);
});

test("what is not a text is read from its JSON", () => {
  const quotas = { "gemini-4-argon": { rpm: 600, tpm: 4_000_000 } };
  const settings = readSettings({
    ...{ ...WITHOUT_IMAGES, "frontdesk:build": "true", "frontdesk:dollarsPerDay": "2.5" },
    "frontdesk:quotas": JSON.stringify(quotas),
  });
  expect(settings).toMatchObject({ build: true, dollarsPerDay: 2.5, quotas });
});

test("what looks like a number may be a text", () => {
  expect(readSettings(CONFIG).githubAppId).toBe("4711");
});

test.each([
  [{ "gcp:project": "" }, /gcp:project.*is missing/],
  [{ "frontdesk:alertEmail": "nobody" }, /frontdesk:alertEmail is "nobody", but must be an e-mail address/],
  [{ "frontdesk:dolarsPerDay": "5" }, /frontdesk:dolarsPerDay is no setting/],
  [{ "frontdesk:decisionKey": "" }, /decisionKey is missing: pulumi config set --secret decisionKey/],
  [{ "frontdesk:images": "" }, /There are no images.*frontdesk:build/],
  [{ "frontdesk:build": "true" }, /frontdesk:images and frontdesk:build are both set/],
  [
    { "frontdesk:images": `{"ingest":"ingest:latest"}` },
    /images\.ingest is "ingest:latest", but must be an image by its digest/,
  ],
  [{ "frontdesk:modelDeep": "gpt" }, /modelDeep is "gpt", but must be one of gemini/],
  [{ "frontdesk:slack": `{"team":"T0123","channel":"C0123","users":{"U0123":"octocat"}}` }, /slackBotToken is missing/],
])("%j is refused, and it is said why", (change, why) => {
  expect(() => readSettings({ ...CONFIG, ...change })).toThrow(why);
});

test("all that is wrong is said at once", () => {
  const wrong = { ...WITHOUT_IMAGES, "gcp:project": "", "frontdesk:alertEmail": "nobody", "frontdesk:sessionKey": "" };
  expect(() => readSettings(wrong)).toThrow(/gcp:project.*\n.*alertEmail.*\n.*sessionKey/s);
});

test("the settings of other programs are not ours to judge", () => {
  expect(() => readSettings({ ...CONFIG, "other:thing": "x", "gcp:zone": "x" })).not.toThrow();
});
