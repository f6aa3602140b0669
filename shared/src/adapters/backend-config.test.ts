import { expect, test } from "vitest";
import { Unusable } from "../domain/errors.ts";
import { RETENTION } from "../domain/retention.ts";
import type { Environment } from "../settings/read-settings.ts";
import { readBackendConfig } from "./backend-config.ts";

const GCP = { FRONTDESK_BACKEND: "gcp", GOOGLE_CLOUD_PROJECT: "acme-frontdesk-4711" };
const PUSH = {
  FRONTDESK_PUSH_AUDIENCE: "https://triage.acme.test",
  FRONTDESK_PUSH_SERVICE_ACCOUNT: "pusher@acme-frontdesk-4711.iam.gserviceaccount.com",
};

test("with no setting at all it is the embedded backend, in a folder of its own", () => {
  expect(readBackendConfig({})).toEqual({ kind: "embedded", folder: ".frontdesk", retention: RETENTION });
});

test("the embedded backend's folder, and for how long things are kept, are settings", () => {
  const kept = { FRONTDESK_KEEP_RAW_BODIES_DAYS: "1", FRONTDESK_KEEP_CALLS_DAYS: "2", FRONTDESK_KEEP_TASKS_DAYS: "3" };
  expect(readBackendConfig({ FRONTDESK_BACKEND: "embedded", FRONTDESK_DATA: "/data", ...kept, PATH: "/bin" })).toEqual({
    kind: "embedded",
    folder: "/data",
    retention: { rawBodies: 1, calls: 2, tasks: 3 },
  });
});

test("Google Cloud needs its project, and no more where nothing is taken from others", () => {
  expect(readBackendConfig(GCP)).toEqual({
    kind: "gcp",
    projectId: "acme-frontdesk-4711",
    topicPrefix: "",
    retention: RETENTION,
  });
});

test("Google Cloud with all that can be said about it", () => {
  const config = readBackendConfig({
    ...GCP,
    ...PUSH,
    FIRESTORE_DATABASE: "frontdesk",
    FRONTDESK_TOPIC_PREFIX: "frontdesk.",
    FRONTDESK_PUSH_ISSUER: "https://issuer.test",
    FRONTDESK_PUSH_CERTIFICATES_URL: "http://127.0.0.1:8080/certs",
    FIRESTORE_EMULATOR_HOST: "127.0.0.1:8081",
    PUBSUB_EMULATOR_HOST: "localhost:8085",
    K_SERVICE: "triage",
  });
  expect(config).toEqual({
    kind: "gcp",
    projectId: "acme-frontdesk-4711",
    database: "frontdesk",
    topicPrefix: "frontdesk.",
    push: {
      audience: PUSH.FRONTDESK_PUSH_AUDIENCE,
      accounts: [PUSH.FRONTDESK_PUSH_SERVICE_ACCOUNT],
      issuer: { names: ["https://issuer.test"], certificatesUrl: "http://127.0.0.1:8080/certs" },
    },
    emulators: { firestore: "127.0.0.1:8081", pubsub: "localhost:8085" },
    retention: RETENTION,
  });
});

test("an empty setting is none", () => {
  expect(readBackendConfig({ FRONTDESK_BACKEND: "", FRONTDESK_DATA: "", FRONTDESK_PUSH_AUDIENCE: "" })).toEqual(
    readBackendConfig({}),
  );
});

const { FRONTDESK_PUSH_AUDIENCE, FRONTDESK_PUSH_SERVICE_ACCOUNT } = PUSH;
const ISSUER = { FRONTDESK_PUSH_ISSUER: "https://issuer.test" };
const CERTIFICATES = { FRONTDESK_PUSH_CERTIFICATES_URL: "https://issuer.test/certs" };

const PROBLEMS: [Environment, string][] = [
  [{ FRONTDESK_BACKEND: "google" }, `FRONTDESK_BACKEND is "google", but must be "embedded" or "gcp".`],
  [
    { FRONTDESK_BACKEND: "gcp" },
    "GOOGLE_CLOUD_PROJECT is missing: with FRONTDESK_BACKEND=gcp, set it to the project's id.",
  ],
  [
    { ...GCP, GOOGLE_CLOUD_PROJECT: "Acme Frontdesk" },
    `GOOGLE_CLOUD_PROJECT is "Acme Frontdesk", but must be a project's id, as in acme-frontdesk-4711.`,
  ],
  [
    { ...GCP, FIRESTORE_DATABASE: "default!" },
    `FIRESTORE_DATABASE is "default!", but must be a database's id, as in frontdesk.`,
  ],
  [
    { ...GCP, FRONTDESK_TOPIC_PREFIX: "google." },
    `FRONTDESK_TOPIC_PREFIX is "google.", but must be the beginning of a topic's name, as in frontdesk-.`,
  ],
  [
    { ...GCP, FRONTDESK_PUSH_SERVICE_ACCOUNT },
    "FRONTDESK_PUSH_AUDIENCE is missing: FRONTDESK_PUSH_SERVICE_ACCOUNT is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, FRONTDESK_PUSH_AUDIENCE },
    "FRONTDESK_PUSH_SERVICE_ACCOUNT is missing: FRONTDESK_PUSH_AUDIENCE is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, ...PUSH, FRONTDESK_PUSH_AUDIENCE: "two words" },
    `FRONTDESK_PUSH_AUDIENCE is "two words", but must be one word, the audience that this service's push subscription asks for.`,
  ],
  [
    { ...GCP, ...PUSH, FRONTDESK_PUSH_SERVICE_ACCOUNT: "pusher" },
    `FRONTDESK_PUSH_SERVICE_ACCOUNT is "pusher", but must be the e-mail address of the account that pushes.`,
  ],
  [
    { ...GCP, ...PUSH, ...ISSUER },
    "FRONTDESK_PUSH_CERTIFICATES_URL is missing: FRONTDESK_PUSH_ISSUER is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, ...PUSH, ...CERTIFICATES },
    "FRONTDESK_PUSH_ISSUER is missing: FRONTDESK_PUSH_CERTIFICATES_URL is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, ...PUSH, ...ISSUER, FRONTDESK_PUSH_CERTIFICATES_URL: "http://127.0.0.1.evil.test/certs" },
    `FRONTDESK_PUSH_CERTIFICATES_URL is "http://127.0.0.1.evil.test/certs", but must be an https address, or an http one of this machine.`,
  ],
  [
    { ...GCP, FIRESTORE_EMULATOR_HOST: "127.0.0.1:8081" },
    "PUBSUB_EMULATOR_HOST is missing: FIRESTORE_EMULATOR_HOST is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, PUBSUB_EMULATOR_HOST: "127.0.0.1:8085" },
    "FIRESTORE_EMULATOR_HOST is missing: PUBSUB_EMULATOR_HOST is set, and each says nothing without the other.",
  ],
  [
    { ...GCP, PUBSUB_EMULATOR_HOST: "http://localhost", FIRESTORE_EMULATOR_HOST: "127.0.0.1:8081" },
    `PUBSUB_EMULATOR_HOST is "http://localhost", but must be host:port, as in 127.0.0.1:8085.`,
  ],
  [
    { ...GCP, FRONTDESK_DATA: "/data" },
    "FRONTDESK_DATA is set, but FRONTDESK_BACKEND=gcp keeps nothing in a folder: take one of them away.",
  ],
  [
    { K_SERVICE: "triage" },
    "FRONTDESK_BACKEND is not gcp, but this is Cloud Run, where files are gone with the instance: set it to gcp.",
  ],
  [
    { FRONTDESK_TOPIC_PREFIX: "frontdesk." },
    "FRONTDESK_TOPIC_PREFIX is set, but means nothing without FRONTDESK_BACKEND=gcp: set that, too, or take it away.",
  ],
  [
    { FIRESTORE_DATABASE: "frontdesk" },
    "FIRESTORE_DATABASE is set, but means nothing without FRONTDESK_BACKEND=gcp: set that, too, or take it away.",
  ],
  [{ FRONTDESK_KEEP_CALLS_DAYS: "0" }, `FRONTDESK_KEEP_CALLS_DAYS is "0", but must be a number of days, 1 to 9999.`],
  [
    { FRONTDESK_KEEP_TASKS_DAYS: "2 weeks" },
    `FRONTDESK_KEEP_TASKS_DAYS is "2 weeks", but must be a number of days, 1 to 9999.`,
  ],
];

test.each(PROBLEMS.map(([environment, sentence]) => [sentence, environment] as const))(
  "%s",
  (sentence, environment) => {
    expect(() => readBackendConfig(environment)).toThrow(new Unusable(sentence));
  },
);

test("several are all told at once, a line each", () => {
  const wrong = { FRONTDESK_BACKEND: "google", FRONTDESK_KEEP_CALLS_DAYS: "-1" };
  const missing = { FRONTDESK_BACKEND: "gcp", FRONTDESK_DATA: "/data", ...ISSUER };
  for (const [environment, names] of [
    [wrong, ["FRONTDESK_BACKEND", "FRONTDESK_KEEP_CALLS_DAYS"]],
    [missing, ["GOOGLE_CLOUD_PROJECT", "FRONTDESK_DATA", "FRONTDESK_PUSH_CERTIFICATES_URL"]],
  ] as const) {
    let message = "";
    try {
      readBackendConfig(environment);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split("\n").map((line) => line.split(" ")[0])).toEqual(names);
  }
});
